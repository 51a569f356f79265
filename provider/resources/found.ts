import { textOf } from "../core/bytes";
import { merge } from "../core/desired/daemon-json";
import { type DaemonJsonSource, EMPTY, readDaemonJson } from "../core/desired/daemon-json-file";
import { type PlannedUnit, plannedUnit, type UnitPlan, unitWithoutOurs } from "../core/desired/unit";
import { DaemonError } from "../core/errors";
import { type JsonObject, sameJson } from "../core/json";
import type { ObservedEngine } from "../core/observed/engine";
import type { ObservedFile, ObservedHost } from "../core/observed/host";
import { type Release, releaseOf } from "../core/observed/release";
import { type Manifest, parseManifest } from "../core/state/manifest";
import type { Host } from "../edge/host";
import { askEngine, CONTAINERS, observe } from "../edge/observe/observe";

/** What a host shows and what its engine says, as an operation needs it. */
export interface Found {
  readonly host: ObservedHost;
  /** daemon.json with its text; without a key if there is none. */
  readonly source: DaemonJsonSource;
  /** daemon.json's value: {} where there is none. */
  readonly value: JsonObject;
  /** Our record; undefined where there is none. */
  readonly manifest: Manifest | undefined;
  /** Undefined where no engine runs. */
  readonly engine: ObservedEngine | undefined;
  /** Of the engine, running or stopped; undefined where it doesn't tell. */
  readonly release: Release | undefined;
  /** The keys of daemon.json that are declared or ours. */
  readonly keys: readonly string[];
}

/**
 * Looks at a host, for some seconds at most. Changes nothing. `isNew`: what its programs say of themselves is told, too.
 *
 * @throws DaemonError for a host, a file or a record that we can't work with
 */
export async function lookAt(
  connection: Host,
  declared: readonly string[],
  timeout: number,
  isNew = false,
): Promise<Found> {
  const { host, engine: told } = await observe(connection, timeout, isNew);
  const source = host.daemonJson === undefined ? EMPTY : sourceOf(host.daemonJson);
  const manifest = host.manifest === undefined ? undefined : manifestIn(host.manifest);
  const keys = [...new Set([...declared, ...Object.keys(manifest?.owned ?? {})])];
  // An engine that is stopped isn't asked: docker.socket would start it.
  const engine =
    host.service?.active === true ? (told ?? (await askEngine(connection, keys, [CONTAINERS]))) : undefined;
  const release = releaseOf(engine, host.stoppedEngine);
  return { host, source, value: source.value, manifest, engine, release, keys };
}

/** The original daemon.json. @throws DaemonError */
export const firstSource = ({ host }: Found): DaemonJsonSource =>
  typeof host.first === "string" ? EMPTY : sourceOf(host.first);

function sourceOf({ path, bytes }: ObservedFile): DaemonJsonSource {
  const source = readDaemonJson(textOf(bytes));
  if (!("fault" in source)) return source;
  throw new DaemonError({
    kind: "ConflictError",
    step: "observe",
    what: `cannot use ${path}: ${source.fault}`,
    remedy: "fix or remove the file on the host, then run again; it was left unchanged",
  });
}

function manifestIn(text: string): Manifest {
  try {
    return parseManifest(text);
  } catch (error) {
    throw new DaemonError({
      kind: "ConflictError",
      step: "observe",
      what: "our record on the host, /var/lib/pulumi-dockerd/manifest.json, can't be read",
      detail: error instanceof Error ? error.message : String(error),
      remedy: "see who changed it; without it this host is taken over anew: move it away, then run again",
    });
  }
}

/** The unit under which declared keys take effect. @throws DaemonError where a drop-in of ours can't bring it about */
export function unitFor({ host }: Found, declared: JsonObject): UnitPlan {
  const unit =
    host.service === undefined
      ? { conflict: "there is no docker.service", remedy: "install Docker Engine on the host" }
      : plannedUnit(host.service, declared);
  if (!("conflict" in unit)) return unit;
  throw new DaemonError({ kind: "ConflictError", step: "plan", what: unit.conflict, remedy: unit.remedy });
}

/** The unit after our part on a host has ended. */
export const unitAfterUs = ({ host }: Found): PlannedUnit =>
  host.service === undefined ? { dropIn: undefined, argv: [] } : unitWithoutOurs(host.service);

/** Whether docker.service is other than declared keys need it: our drop-in changed or gone, or flags of others. */
export function unitDrift({ host, value }: Found, declared: JsonObject): JsonObject {
  if (host.service === undefined) return {};
  const unit = plannedUnit(host.service, declared);
  if ("conflict" in unit) return { unit: unit.conflict };
  if (unit.dropIn !== host.service.dropIn)
    return { unit: "our drop-in for docker.service isn't as declared" };
  return sameJson(merge(value, unit.moved, {}), value)
    ? {}
    : { unit: "daemon.json lacks values that docker.service set by flags" };
}
