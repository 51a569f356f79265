import { type PlannedUnit, plannedUnit, type UnitConflict } from "../core/desired/unit";
import { DaemonError, type ErrorFacts } from "../core/errors";
import { isJsonObject, type Json, type JsonObject } from "../core/json";
import type { ObservedEngine } from "../core/observed/engine";
import type { ObservedFile, ObservedHost } from "../core/observed/host";
import { type Release, releaseOf } from "../core/observed/release";
import { unsupported, unsupportedEngine } from "../core/observed/supported";
import { type Manifest, parseManifest } from "../core/state/manifest";
import type { Host } from "../edge/host";
import { answerOf, askEngine, observe } from "../edge/observe/observe";

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
  /** daemon.json's value: {} if there is none, or none that is an object. */
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
  const daemonJson = attempt(() => (host.daemonJson === undefined ? {} : valueOf(host.daemonJson)));
  const manifest = attempt(() => (host.manifest === undefined ? undefined : manifestIn(host.manifest)));
  const keys = [...new Set([...declared, ...Object.keys(manifest.value?.owned ?? {})])];
  // An engine that is stopped isn't asked: docker.socket would start it.
  const isToBeAsked =
    host.service?.active === true && told.engine === undefined && told.silence === undefined;
  const { engine, silence } = isToBeAsked ? await answerOf(askEngine(connection, keys)) : told;
  return {
    host,
    value: daemonJson.value ?? {},
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

/** The first daemon.json's value. @throws DaemonError */
export const firstValue = ({ host }: Found): JsonObject =>
  typeof host.first === "string" ? {} : valueOf(host.first);

function valueOf(file: ObservedFile): JsonObject {
  // The engine reads an empty file as {}, and skips a byte order mark.
  const text = file.text.replace(/^\uFEFF/, "").trim();
  const value = text === "" ? {} : parsed(file.path, text);
  if (isJsonObject(value)) return value;
  throw invalid(file.path, "is not a JSON object");
}

function parsed(path: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw invalid(path, "is not valid JSON", error instanceof SyntaxError ? error.message : String(error));
  }
}

function invalid(path: string, what: string, detail = ""): DaemonError {
  return new DaemonError({
    kind: "ConflictError",
    step: "observe",
    what: `${path} ${what}; it was left unchanged`,
    detail,
    remedy: `fix or remove ${path} on the host, then run again`,
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
export function unitFor({ host }: Found, keys: readonly string[]): PlannedUnit {
  const unit = plannedFor(host, keys);
  if (!("conflict" in unit)) return unit;
  throw new DaemonError({
    kind: "ConflictError",
    step: "plan",
    what: unit.conflict,
    remedy: "take the flags of declared options out of it: dockerd refuses to start where both say the same",
  });
}

/** The unit without our drop-in. One that can't be read is no obstacle: an engine that runs has the command line. */
export function unitWithoutUs({ host }: Found): PlannedUnit {
  const unit = plannedFor(host, []);
  return "conflict" in unit ? { dropIn: undefined, argv: host.service?.argv ?? [] } : unit;
}

const plannedFor = ({ service }: ObservedHost, keys: readonly string[]): PlannedUnit | UnitConflict =>
  service === undefined ? { conflict: "there is no docker.service" } : plannedUnit(service.text, keys);

/** Whether docker.service is other than declared keys need it: our drop-in changed or gone, or flags of others. */
export function unitDrift({ host }: Found, keys: readonly string[]): JsonObject {
  if (host.service === undefined) return {};
  const unit = plannedUnit(host.service.text, keys);
  if ("conflict" in unit) return { unit: unit.conflict };
  return unit.dropIn === host.service.dropIn
    ? {}
    : { unit: "our drop-in for docker.service isn't as declared" };
}
