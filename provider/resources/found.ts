import { type PlannedUnit, plannedUnit } from "../core/desired/unit";
import { DaemonError } from "../core/errors";
import { isJsonObject, type Json, type JsonObject } from "../core/json";
import type { ObservedEngine } from "../core/observed/engine";
import type { ObservedFile, ObservedHost } from "../core/observed/host";
import { type Release, releaseOf } from "../core/observed/release";
import { type Manifest, parseManifest } from "../core/state/manifest";
import type { Host } from "../edge/host";
import { askEngine, observe } from "../edge/observe/observe";
import { withRealPaths } from "../edge/observe/real-paths";

/** What a host shows and what its engine says, as an operation needs it. */
export interface Found {
  readonly host: ObservedHost;
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
  const value = host.daemonJson === undefined ? {} : valueOf(host.daemonJson);
  const manifest = host.manifest === undefined ? undefined : manifestIn(host.manifest);
  const keys = [...new Set([...declared, ...Object.keys(manifest?.owned ?? {})])];
  // An engine that is stopped isn't asked: docker.socket would start it.
  const engine = host.service?.active === true ? (told ?? (await askEngine(connection, keys))) : undefined;
  const release = releaseOf(engine, host.stoppedEngine);
  return { host, value, manifest, engine, release, keys };
}

/** The same with the paths resolved on the host that a comparison of the engine with a daemon.json needs. @throws DaemonError */
export async function comparable(connection: Host, found: Found, file: JsonObject): Promise<Found> {
  if (found.engine === undefined) return found;
  return { ...found, engine: await withRealPaths(connection, file, found.keys, found.engine) };
}

/** The first daemon.json's value. @throws DaemonError */
export const firstValue = ({ host }: Found): JsonObject =>
  typeof host.first === "string" ? {} : valueOf(host.first);

function valueOf(file: ObservedFile): JsonObject {
  // The engine reads an empty file as {}, and skips a byte order mark.
  const text = file.text.replace(/^\uFEFF/, "").trim();
  const value = text === "" ? {} : parsed(file.path, text);
  if (isJsonObject(value)) return value;
  throw invalid(file.path, "it holds no JSON object");
}

function parsed(path: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw invalid(path, error instanceof SyntaxError ? error.message : String(error));
  }
}

function invalid(path: string, detail: string): DaemonError {
  return new DaemonError({
    kind: "ConflictError",
    step: "observe",
    what: `${path} isn't valid JSON; it is kept as it is and not overwritten`,
    detail,
    remedy: "correct or remove the file on the host, then run again",
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
export function unitFor({ host }: Found, keys: readonly string[]): PlannedUnit {
  const unit =
    host.service === undefined
      ? { conflict: "there is no docker.service" }
      : plannedUnit(host.service.text, keys);
  if (!("conflict" in unit)) return unit;
  throw new DaemonError({
    kind: "ConflictError",
    step: "plan",
    what: unit.conflict,
    remedy: "take the flags of declared options out of it: dockerd refuses to start where both say the same",
  });
}

/** Whether docker.service is other than declared keys need it: our drop-in changed or gone, or flags of others. */
export function unitDrift({ host }: Found, keys: readonly string[]): JsonObject {
  if (host.service === undefined) return {};
  const unit = plannedUnit(host.service.text, keys);
  if ("conflict" in unit) return { unit: unit.conflict };
  return unit.dropIn === host.service.dropIn
    ? {}
    : { unit: "our drop-in for docker.service isn't as declared" };
}
