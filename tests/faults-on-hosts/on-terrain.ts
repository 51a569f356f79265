import type { JsonObject } from "../../provider/core/json";
import { DaemonError } from "../../provider/core/errors";
import { daemon } from "../../provider/resources/daemon";
import type { OperationName } from "../sim/operations";
import { TERRAINS } from "../sim/terrain";
import { inputsFor } from "../support/faults/changes";
import { URN_OF_CLI } from "../support/faults/cli";
import { atRest } from "../support/faults/rest";
import { stateOf } from "../support/host-state";
import { onHost, type SandboxHost } from "../support/on-host";
import { REAL_TERRAINS, type RealTerrain } from "./terrains";

const MANAGED: JsonObject = { labels: { region: "eu" } };
const NEW = { region: "us" };

/** Returns the options that an operation declares; undefined to destroy the resource. */
function optionsOf(operation: OperationName, { socketless }: RealTerrain): JsonObject | undefined {
  switch (operation) {
    case "labels":
      return { labels: NEW };
    case "restart":
      return { labels: NEW, logDriver: "local" };
    case "hosts": {
      const own = socketless === true ? "unix:///var/run/docker.sock" : "fd://";
      return { labels: NEW, hosts: [own, "unix:///run/other.sock"] };
    }
    default:
      return undefined;
  }
}

const HEALTHY = `printf '{"labels":["by=hand"],"max-concurrent-downloads":4}' >/etc/docker/daemon.json; chmod 640 /etc/docker/daemon.json; chown 0:0 /etc/docker/daemon.json`;
const CLEAN =
  "for u in pulumi-dockerd.timer pulumi-dockerd.service pulumi-dockerd-confirm.timer; do systemctl stop $u 2>/dev/null; done; rm -rf /var/lib/pulumi-dockerd /etc/systemd/system/docker.service.d/*pulumi-dockerd.conf /etc/systemd/system/*pulumi-dockerd* /etc/systemd/system/*.wants/pulumi-dockerd* /etc/docker/*pulumi-dockerd* /etc/docker/daemon.json; rmdir --ignore-fail-on-non-empty /etc/systemd/system/docker.service.d 2>/dev/null || true";
const RESTART =
  "systemctl daemon-reload; systemctl reset-failed; systemctl stop docker.service; systemctl stop docker.socket; systemctl start docker.socket docker.service";

interface OperationEnd {
  readonly effect: string;
  readonly error: DaemonError | undefined;
}

async function operate(
  host: SandboxHost,
  operation: OperationName,
  terrain: RealTerrain,
  id: string,
  outputs: JsonObject,
): Promise<OperationEnd> {
  const context = { urn: URN_OF_CLI, defaults: {}, onStep: () => undefined, onNote: () => undefined };
  const options = optionsOf(operation, terrain);
  try {
    if (options === undefined) {
      await daemon.delete(id, outputs, context);
      return { effect: "restart", error: undefined };
    }
    const { lastChange } = await daemon.update(id, outputs, inputsFor(host, options), context);
    return { effect: (lastChange as { effect: string }).effect, error: undefined };
  } catch (error) {
    if (error instanceof DaemonError) return { effect: "", error };
    throw error;
  }
}

/** Returns the lines of a state that no operation may change. */
const kept = (state: string): string =>
  state
    .split("\n")
    .filter((line) =>
      /^depends on|^docker\.(service|socket): (ActiveState|UnitFileState|LoadState)=|info\.Labels.*by=hand/.test(
        line,
      ),
    )
    .map((line) => line.replace(/^info\.Labels\[\d+\]/, "info.Labels"))
    .sort()
    .join("\n");

export type RealPair = readonly [terrain: string, operation: OperationName];

export interface RealEnd {
  /** How the operation ended: confirmed, refused or rolled back, and why. */
  readonly end: string;
  /** The violated promise; "" if there is none. */
  readonly violation: string;
}

const difference = (before: string, after: string): string => {
  const [one, other] = [new Set(before.split("\n")), new Set(after.split("\n"))];
  const gone = [...one].filter((line) => !other.has(line)).map((line) => `- ${line}`);
  const news = [...other].filter((line) => !one.has(line)).map((line) => `+ ${line}`);
  return [...gone, ...news].slice(0, 12).join("\n  ");
};

/** Puts a healthy host into a condition, runs an operation there, and makes the host healthy again. */
export async function playOnHost(host: SandboxHost, [name, operation]: RealPair): Promise<RealEnd> {
  const terrain = REAL_TERRAINS[name];
  const promised = TERRAINS.find((one) => one.name === name);
  if (terrain === undefined || promised === undefined) throw new Error(`there is no terrain "${name}"`);
  const id = daemon.newId();
  const context = { urn: URN_OF_CLI, defaults: {}, onStep: () => undefined, onNote: () => undefined };
  await onHost(host, `${HEALTHY}; ${RESTART}`);
  const outputs = await daemon.create(id, inputsFor(host, MANAGED), context);
  try {
    await onHost(host, terrain.setUp);
    const claims = { engineKept: true };
    const [plain, exact] = [await stateOf(host), await stateOf(host, claims)];
    const { effect, error } = await operate(host, operation, terrain, id, outputs);
    await atRest(host, 60);
    const [after, exactAfter] = [await stateOf(host), await stateOf(host, claims)];
    if (error === undefined) {
      const wrong = difference(kept(plain), kept(after));
      const process = /^engine process: .*$/m;
      const other = effect !== "restart" && process.exec(exact)?.[0] !== process.exec(exactAfter)?.[0];
      return {
        end: `confirmed (${effect})`,
        violation: wrong + (other ? "the engine is another process" : ""),
      };
    }
    const message = error.message.split("\n")[0] ?? "";
    if (error.hostState === "untouched") {
      const names = promised.refusal?.names.test(error.message) === true;
      return {
        end: `refused: ${message}`,
        violation: difference(exact, exactAfter) + (names ? "" : ` the refusal names no condition`),
      };
    }
    if (error.hostState === "restored") {
      const claimed = operation === "labels" ? difference(exact, exactAfter) : difference(plain, after);
      return {
        end: `rolled back: ${message}`,
        violation: claimed + (promised.mayRollBack === true ? "" : " it must not be rolled back"),
      };
    }
    return {
      end: `${error.hostState}: ${message}`,
      violation: difference(exact, exactAfter) || `the host is left ${error.hostState}`,
    };
  } finally {
    await onHost(host, `${terrain.tearDown}; ${CLEAN}; ${RESTART}`);
  }
}
