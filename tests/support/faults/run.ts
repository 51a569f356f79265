import type { JsonObject } from "../../../provider/core/json";
import { daemon } from "../../../provider/resources/daemon";
import { onHost, type SandboxHost } from "../on-host";
import { stateOf } from "../host-state";
import { LITTER } from "../litter";
import { CHANGES, type ChangeName, FIRST, inputsFor } from "./changes";
import { URN_OF_CLI } from "./cli";
import { type HostFault, randomMoment } from "./fault";
import type { Moment } from "./killable";
import { type OperationResult, type PulumiCall, type CallName, perform } from "./operation";
import { endWatcher } from "./on-the-host";
import type { Random } from "../random";
import { atRest } from "./rest";

/** The parameters of a run. */
export interface RunParameters {
  readonly operation: CallName;
  readonly change: ChangeName;
  readonly moment: Moment;
  /** Whether a daemon.json of another tool existed before the run. */
  readonly foreignFile: boolean;
}

/** The parameters of a run and its result. */
export interface RunReport extends RunParameters {
  /** The state of the host after the fault: the original one, the declared one, or neither. */
  readonly end: "before" | "after" | "neither";
  readonly error: string | undefined;
  /** Violated promises. */
  readonly violations: readonly string[];
}

const UNMANAGED_FILE = `printf '{"labels":["by=hand"],\\t"max-concurrent-downloads": 4}' >/etc/docker/daemon.json && chmod 640 /etc/docker/daemon.json && systemctl restart docker`;
const NO_FILE =
  "rm -f /etc/docker/daemon.json; systemctl reset-failed docker.service docker.socket; systemctl restart docker";

/** Removes the lines of some paths from a state. */
const without = (state: string, isNamed: (path: string) => boolean): string =>
  state
    .split("\n")
    .filter((line) => !isNamed(line.split(":")[0] ?? ""))
    .join("\n");

/** Removes the manifest, which names the resource and the transaction: a second run writes another one. */
const comparable = (state: string): string =>
  without(state, (path) => path === "/var/lib/pulumi-dockerd/manifest.json");

/**
 * Runs one operation during which a fault strikes, then the same operation without a fault, then a destroy. The host is
 * unchanged or has the declared configuration after the first, which the second verifies; after the destroy it has its
 * original state.
 */
export async function runFault(
  host: SandboxHost,
  fault: HostFault,
  random: Random,
  choice = choose(fault, random),
): Promise<RunReport> {
  const { operation: name, change, moment, foreignFile } = choice;
  const violations: string[] = [];
  if (foreignFile) await onHost(host, UNMANAGED_FILE);
  const found = await stateOf(host);
  const declared = CHANGES[change];
  const client = { id: daemon.newId(), urn: URN_OF_CLI };
  const inputs = (options: JsonObject): JsonObject =>
    inputsFor(host, options, {
      apply: { settle: fault.settle ?? 0 },
      timeouts: fault.applyLimit === undefined ? {} : { apply: fault.applyLimit },
    });
  const operation: PulumiCall = {
    ...client,
    name,
    inputs: inputs(declared),
    outputs:
      name === "create"
        ? {}
        : await applied(client, inputs(name === "update" || change === "refused" ? FIRST : declared)),
  };

  const setUp = fault.setUp?.(random);
  if (setUp !== undefined) await onHost(host, setUp);
  const before = await stateOf(host);
  const ended = await fault.strike({ host, operation, moment, random });
  await onHost(host, endWatcher).catch(() => undefined);
  await atRest(host);
  if (fault.afterwards !== undefined) {
    await fault.afterwards(host);
    await atRest(host);
  }
  const after = await stateOf(host);
  const seen = (state: string): string =>
    fault.litters === true ? without(state, (path) => LITTER.test(path)) : state;
  if (fault.tidyUp !== undefined) await onHost(host, fault.tidyUp);

  const goal = change === "refused" ? CHANGES.restart : declared;
  const again = await perform({ ...operation, inputs: inputs(goal) });
  if (again.error !== undefined) violations.push(`the next run fails: ${again.error}`);
  const wanted = await stateOf(host);
  const end =
    seen(after) === seen(before)
      ? "before"
      : seen(comparable(after)) === seen(comparable(wanted))
        ? "after"
        : "neither";
  violations.push(...judge({ fault, end, ended, before, after, wanted }));
  if (fault.tidyAtEnd !== undefined) await onHost(host, fault.tidyAtEnd);

  if (name !== "remove") {
    const gone = await perform({ ...operation, name: "remove", outputs: again.outputs });
    if (gone.error !== undefined) violations.push(`destroy fails: ${gone.error}`);
  }
  const left = await stateOf(host);
  if (left !== found)
    violations.push(`differs from the original state after destroy:\n${difference(found, left)}`);
  if (foreignFile) await onHost(host, NO_FILE);
  return { ...choice, end, error: ended?.error, violations };
}

export const choose = (fault: HostFault, random: Random): RunParameters => ({
  operation: random.pick(fault.operations),
  change: random.pick(fault.changes),
  foreignFile: fault.setUp === undefined && random.next() < 0.3,
  moment: randomMoment(random),
});

async function applied(client: Pick<PulumiCall, "id" | "urn">, inputs: JsonObject): Promise<JsonObject> {
  const { outputs, error } = await perform({ ...client, name: "create", inputs, outputs: {} });
  if (error !== undefined) throw new Error(`the run fails before the fault: ${error}`);
  return outputs;
}

interface Judged {
  readonly fault: HostFault;
  readonly end: RunReport["end"];
  readonly ended: OperationResult | undefined;
  readonly before: string;
  readonly after: string;
  readonly wanted: string;
}

function judge({ fault, end, ended, before, after, wanted }: Judged): string[] {
  const violations: string[] = [];
  if (end === "neither") {
    violations.push(`differs from the state before:\n${difference(before, after)}`);
    violations.push(`and from the declared state:\n${difference(comparable(wanted), comparable(after))}`);
  }
  if (fault.end !== undefined && end !== fault.end) violations.push(`ended ${end}, not ${fault.end}`);
  if (ended === undefined) return violations;
  const reported = reportedEnd(ended);
  if (reported !== undefined && end !== reported)
    violations.push(`ended ${end}, but the message says ${reported}: ${ended.error ?? "success"}`);
  return violations;
}

/** Returns how the operation ended according to its message; undefined if the message says that it is unknown. */
function reportedEnd({ error }: OperationResult): "before" | "after" | undefined {
  if (error === undefined) return "after";
  return error.includes("host: unchanged") || error.includes("rolled back: daemon.json")
    ? "before"
    : undefined;
}

/** Returns the lines that differ between two states. */
export function difference(from: string, to: string): string {
  const [old, now] = [from.split("\n"), to.split("\n")];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ].join("\n");
}
