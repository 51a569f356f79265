import type { JsonObject } from "../../../provider/core/json";
import { daemon } from "../../../provider/resources/daemon";
import { onHost, type SandboxHost } from "../on-host";
import { stateOf } from "../host-state";
import { LITTER } from "../litter";
import { CHANGES, type ChangeName, FIRST, inputsFor } from "./changes";
import { URN_OF_CLI } from "./cli";
import { type Fault, randomMoment } from "./fault";
import type { Moment } from "./killable";
import { type Ended, type Operation, type OperationName, perform } from "./operation";
import { endWatcher } from "./on-the-host";
import type { Random } from "../random";
import { atRest } from "./rest";

/** What a run is about. */
export interface Choice {
  readonly operation: OperationName;
  readonly change: ChangeName;
  readonly moment: Moment;
  /** Whether a daemon.json of someone else's was there before us. */
  readonly foreignFile: boolean;
}

/** What one run was, and how it ended. */
export interface RunReport extends Choice {
  /** What the host was left as by the fault. */
  readonly end: "before" | "after" | "neither";
  readonly error: string | undefined;
  /** What must not be. */
  readonly violations: readonly string[];
}

const FOREIGN = `printf '{"labels":["by=hand"],\\t"max-concurrent-downloads": 4}' >/etc/docker/daemon.json && chmod 640 /etc/docker/daemon.json && systemctl restart docker`;
const NO_FILE =
  "rm -f /etc/docker/daemon.json; systemctl reset-failed docker.service docker.socket; systemctl restart docker";

/** A state without the files that some paths name. */
const without = (state: string, isNamed: (path: string) => boolean): string =>
  state
    .split("\n")
    .filter((line) => !isNamed(line.split(":")[0] ?? ""))
    .join("\n");

/** Our record names the resource and the transaction, which a second run makes anew. */
const comparable = (state: string): string =>
  without(state, (path) => path === "/var/lib/pulumi-dockerd/manifest.json");

/**
 * One operation that a fault strikes, on a host of its own meanwhile; then the same operation without it, then the end
 * of us there. After the first the host is as before or has all that was declared, as the second proves; after the
 * last it is as it was found.
 */
export async function runFault(
  host: SandboxHost,
  fault: Fault,
  random: Random,
  choice = choose(fault, random),
): Promise<RunReport> {
  const { operation: name, change, moment, foreignFile } = choice;
  const violations: string[] = [];
  if (foreignFile) await onHost(host, FOREIGN);
  const found = await stateOf(host);
  const declared = CHANGES[change];
  const client = { id: daemon.newId(), urn: URN_OF_CLI };
  const inputs = (options: JsonObject): JsonObject =>
    inputsFor(host, options, {
      apply: { settle: fault.settle ?? 0 },
      timeouts: fault.applyLimit === undefined ? {} : { apply: fault.applyLimit },
    });
  const operation: Operation = {
    ...client,
    name,
    inputs: inputs(declared),
    outputs:
      name === "create"
        ? {}
        : await standing(client, inputs(name === "update" || change === "refused" ? FIRST : declared)),
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
  if (again.error !== undefined) violations.push(`a plain run fails afterwards: ${again.error}`);
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
  if (left !== found) violations.push(`not as found at the end:\n${difference(found, left)}`);
  if (foreignFile) await onHost(host, NO_FILE);
  return { ...choice, end, error: ended?.error, violations };
}

export const choose = (fault: Fault, random: Random): Choice => ({
  operation: random.pick(fault.operations),
  change: random.pick(fault.changes),
  foreignFile: fault.setUp === undefined && random.next() < 0.3,
  moment: randomMoment(random),
});

async function standing(client: Pick<Operation, "id" | "urn">, inputs: JsonObject): Promise<JsonObject> {
  const { outputs, error } = await perform({ ...client, name: "create", inputs, outputs: {} });
  if (error !== undefined) throw new Error(`nothing was wrong yet: ${error}`);
  return outputs;
}

interface Judged {
  readonly fault: Fault;
  readonly end: RunReport["end"];
  readonly ended: Ended | undefined;
  readonly before: string;
  readonly after: string;
  readonly wanted: string;
}

function judge({ fault, end, ended, before, after, wanted }: Judged): string[] {
  const violations: string[] = [];
  if (end === "neither") {
    violations.push(`neither as before:\n${difference(before, after)}`);
    violations.push(`nor as declared:\n${difference(comparable(wanted), comparable(after))}`);
  }
  if (fault.end !== undefined && end !== fault.end) violations.push(`ended ${end}, not ${fault.end}`);
  if (ended === undefined) return violations;
  const told = toldEnd(ended);
  if (told !== undefined && end !== told)
    violations.push(`ended ${end}, but the user was told ${told}: ${ended.error ?? "success"}`);
  return violations;
}

/** What a user takes from it; undefined where it says that it doesn't know. */
function toldEnd({ error }: Ended): "before" | "after" | undefined {
  if (error === undefined) return "after";
  return error.includes("host: unchanged") || error.includes("rolled back: daemon.json")
    ? "before"
    : undefined;
}

/** The lines in which two states differ. */
export function difference(from: string, to: string): string {
  const [old, now] = [from.split("\n"), to.split("\n")];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ].join("\n");
}
