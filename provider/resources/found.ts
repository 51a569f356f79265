import { textOf } from "../core/bytes";
import { merge } from "../core/desired/daemon-json";
import { type DaemonJsonSource, EMPTY, readDaemonJson } from "../core/desired/daemon-json-file";
import { type PlannedUnit, plannedUnit, type UnitPlan, unitWithoutOurs } from "../core/desired/unit";
import { DaemonError, type ErrorFacts } from "../core/errors";
import { type JsonObject, sameJson } from "../core/json";
import type { ObservedEngine } from "../core/observed/engine";
import type { ObservedFile, ObservedHost } from "../core/observed/host";
import { type Release, releaseOf } from "../core/observed/release";
import { unsupported, unsupportedEngine } from "../core/plan/supported";
import { type Manifest, parseManifest } from "../core/ownership/manifest";
import type { Host } from "../edge/host";
import { answerOf, askEngine } from "../edge/api/engine";
import { CONTAINERS } from "../edge/api/questions";
import { observe } from "../edge/observe/observe";
import { withRealPaths } from "../edge/observe/real-paths";

/** What is wrong with a host. Create and update refuse each of these; read and delete go on without what they can spare. */
export interface Problems {
  /** Neither the host nor its engine may be changed by us. */
  readonly unsupported?: ErrorFacts;
  readonly daemonJson?: ErrorFacts;
  readonly manifest?: ErrorFacts;
  /** A running engine gives no answer. */
  readonly silence?: ErrorFacts;
}

/** What a host shows and what its engine says, as an operation needs it. */
export interface Found {
  readonly host: ObservedHost;
  /** daemon.json with its text; without a key if there is none, or none that can be used. */
  readonly source: DaemonJsonSource;
  /** daemon.json's value: {} if there is none, or none that can be used. */
  readonly value: JsonObject;
  /** Undefined if there is none, or none that can be read. */
  readonly manifest: Manifest | undefined;
  /** Undefined if no engine runs, or if it doesn't answer. */
  readonly engine: ObservedEngine | undefined;
  /** Of the engine, running or stopped; undefined where it doesn't tell. */
  readonly release: Release | undefined;
  /** The keys of daemon.json that are declared or ours. */
  readonly keys: readonly string[];
  readonly problems: Problems;
}

/**
 * Looks at a host, for some seconds at most. Changes nothing. `isNew`: what its programs say of themselves is told, too.
 *
 * @throws DaemonError if the host can't be observed
 */
export async function lookAt(
  connection: Host,
  declared: readonly string[],
  timeout: number,
  isNew = false,
): Promise<Found> {
  const { host, ...told } = await observe(connection, timeout, isNew);
  const daemonJson = attempt(() => (host.daemonJson === undefined ? EMPTY : sourceOf(host.daemonJson)));
  const manifest = attempt(() => (host.manifest === undefined ? undefined : manifestIn(host.manifest)));
  const keys = [...new Set([...declared, ...Object.keys(manifest.value?.owned ?? {})])];
  // An engine that is stopped isn't asked: docker.socket would start it.
  const isToBeAsked =
    host.service?.active === true && told.engine === undefined && told.silence === undefined;
  const { engine, silence } = isToBeAsked ? await answerOf(askEngine(connection, keys, [CONTAINERS])) : told;
  const source = daemonJson.value ?? EMPTY;
  return {
    host,
    source,
    value: source.value,
    manifest: manifest.value,
    engine,
    release: releaseOf(engine, host.stoppedEngine),
    keys,
    problems: defined({
      unsupported: unsupported(host) ?? (engine && unsupportedEngine(engine.version, engine.versionText)),
      daemonJson: daemonJson.problem,
      manifest: manifest.problem,
      silence,
    }),
  };
}

/** The same with the paths resolved on the host that a comparison of the engine with a daemon.json needs. @throws DaemonError */
export async function comparable(connection: Host, found: Found, file: JsonObject): Promise<Found> {
  if (found.engine === undefined) return found;
  return { ...found, engine: await withRealPaths(connection, file, found.keys, found.engine) };
}

/** A host without problems. @throws DaemonError */
export function sound(found: Found): Found {
  const { unsupported, daemonJson, manifest, silence } = found.problems;
  const problem = unsupported ?? daemonJson ?? manifest ?? silence;
  if (problem !== undefined) throw new DaemonError(problem);
  return found;
}

/** Whether docker.service was stopped by its administrator: then it stays stopped. */
export const isStopped = ({ host, engine }: Found): boolean =>
  engine === undefined && host.service?.state === "inactive";

function attempt<T>(work: () => T): { readonly value?: T; readonly problem?: ErrorFacts } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    return { problem: error.facts };
  }
}

const defined = (problems: Readonly<Record<keyof Problems, ErrorFacts | undefined>>): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));

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
    remedy: `fix or remove ${path} on the host, then run again; it was left unchanged`,
  });
}

function manifestIn(text: string): Manifest {
  try {
    return parseManifest(text);
  } catch (error) {
    throw new DaemonError({
      kind: "ConflictError",
      step: "observe",
      what: "the manifest on the host, /var/lib/pulumi-dockerd/manifest.json, can't be read",
      detail: error instanceof Error ? error.message : String(error),
      remedy:
        "run `rm /var/lib/pulumi-dockerd/manifest.json` on the host, then run again: it is written anew",
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

/** The unit after our part on a host has ended. One that can't be read is no obstacle. */
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
