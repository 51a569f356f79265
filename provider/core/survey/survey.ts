import { textOf } from "../bytes";
import { merge } from "../desired/daemon-json";
import { type DaemonJsonSource, EMPTY, readDaemonJson } from "../desired/daemon-json-file";
import { DaemonError, type ErrorFacts } from "../errors";
import { STATE_FOLDER } from "../host-paths";
import type { JsonObject } from "../json";
import type { ObservedEngine } from "../observed/engine";
import type { ObservedFile, ObservedHost } from "../observed/host";
import { type EngineRelease, releaseOf } from "../observed/release";
import { type Manifest, parseManifest } from "../ownership/manifest";
import { unsupported, unsupportedEngine } from "./supported";

/** Problems of a host. Create and update refuse each of them; read and delete go on without what they can spare. */
export interface Problems {
  /** The host or its engine is not supported. */
  readonly unsupported?: ErrorFacts;
  readonly daemonJson?: ErrorFacts;
  readonly manifest?: ErrorFacts;
  /** A running engine doesn't answer. */
  readonly silence?: ErrorFacts;
}

/** The version of a host's docker CLI, null if there is none, and the file that reported it. */
export interface Cli {
  readonly cliVersion: string | null;
  readonly cliFile: string | null;
}

/** A host without a docker CLI, or with an unknown one. */
export const NO_CLI: Cli = { cliVersion: null, cliFile: null };

/** A host and its engine as one operation observed them: all that its decisions are made of. */
export interface Survey {
  readonly host: ObservedHost;
  /** daemon.json with its text; without a key if there is none, or if it can't be parsed. */
  readonly source: DaemonJsonSource;
  /** daemon.json's value: {} if there is none, or if it can't be parsed. */
  readonly daemonJson: JsonObject;
  /** Undefined if there is none, or if it can't be parsed. */
  readonly manifest: Manifest | undefined;
  /** Undefined if no engine runs, or if it doesn't answer. */
  readonly engine: ObservedEngine | undefined;
  /** Of the engine, running or stopped; undefined if it is unknown. */
  readonly release: EngineRelease | undefined;
  /** The keys of daemon.json that are declared or managed. */
  readonly keys: readonly string[];
  readonly problems: Problems;
  readonly cli: Cli;
  /** `dockerd --help`; undefined if nothing new is to be learned from it. */
  readonly help: string | undefined;
}

/** The files of a host, parsed. */
export type SurveyedFiles = Pick<Survey, "host" | "source" | "daemonJson" | "manifest" | "keys" | "problems">;

/** Parses the files of an observed host. `declared`: the keys of daemon.json that the operation is about. */
export function surveyedFiles(host: ObservedHost, declared: readonly string[]): SurveyedFiles {
  const daemonJson = attempt(() => (host.daemonJson === undefined ? EMPTY : sourceOf(host.daemonJson)));
  const manifest = attempt(() => (host.manifest === undefined ? undefined : manifestIn(host.manifest)));
  const source = daemonJson.value ?? EMPTY;
  return {
    host,
    source,
    daemonJson: source.value,
    manifest: manifest.value,
    keys: [...new Set([...declared, ...Object.keys(manifest.value?.owned ?? {})])],
    problems: defined({ daemonJson: daemonJson.problem, manifest: manifest.problem }),
  };
}

/** Adds the engine's answer, or its failure to answer, to a host's files. */
export function withEngine(
  { host, problems, ...files }: SurveyedFiles,
  engine: ObservedEngine | undefined,
  silence: ErrorFacts | undefined,
): Omit<Survey, "cli" | "help"> {
  const reason = unsupported(host) ?? (engine && unsupportedEngine(engine.version, engine.versionText));
  return {
    ...files,
    host,
    engine,
    release: releaseOf(engine, host.stoppedEngine),
    problems: { ...problems, ...defined({ unsupported: reason, silence }) },
  };
}

/** Returns the first problem of a host, in the order in which they matter. */
export const problemOf = ({
  problems: { unsupported: host, daemonJson, manifest, silence },
}: Pick<Survey, "problems">): ErrorFacts | undefined => host ?? daemonJson ?? manifest ?? silence;

/** Whether docker.service was stopped by its administrator: then it stays stopped. */
export const isStopped = ({ host, engine }: Pick<Survey, "host" | "engine">): boolean =>
  engine === undefined && host.service?.state === "inactive";

/** The original daemon.json. @throws DaemonError if it can't be parsed */
export const originalOf = ({ host }: Pick<Survey, "host">): DaemonJsonSource =>
  typeof host.original === "string" ? EMPTY : sourceOf(host.original);

/**
 * Returns the values of daemon.json that may be compared with the engine: as found, with declared keys, and if asked for
 * those of the original. An original that can't be parsed is left out.
 */
export function comparedFiles(
  { host, daemonJson }: Pick<Survey, "host" | "daemonJson">,
  declared: JsonObject,
  withOriginal: boolean,
): readonly JsonObject[] {
  const original =
    withOriginal && typeof host.original !== "string" ? readDaemonJson(textOf(host.original.bytes)) : EMPTY;
  return [daemonJson, merge(daemonJson, declared, {}), ...("fault" in original ? [] : [original.value])];
}

function attempt<T>(work: () => T): { readonly value?: T; readonly problem?: ErrorFacts } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof DaemonError)) throw error;
    return { problem: error.facts };
  }
}

const defined = (problems: Readonly<Record<string, ErrorFacts | undefined>>): Problems =>
  Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem !== undefined));

function sourceOf({ path, bytes }: ObservedFile): DaemonJsonSource {
  const source = readDaemonJson(textOf(bytes));
  if (!("fault" in source)) return source;
  throw new DaemonError({
    kind: "ConflictError",
    step: "observe",
    what: `cannot use ${path}: ${source.fault}`,
    remedy: `fix ${path} on the host, or move it away, then run again`,
  });
}

function manifestIn(text: string): Manifest {
  try {
    return parseManifest(text);
  } catch (error) {
    throw new DaemonError({
      kind: "ConflictError",
      step: "observe",
      what: `the manifest on the host, ${STATE_FOLDER}/manifest.json, can't be read`,
      detail: error instanceof Error ? error.message : String(error),
      remedy: `run \`rm ${STATE_FOLDER}/manifest.json\` on the host, then run again: it is written anew`,
    });
  }
}
