import { type EngineVersion, parseEngineVersion, versionIn } from "../engine-version";
import { isJsonObject, type Json, jsonAt, type JsonObject, textAt } from "../json";
import { plainText, plainTexts } from "./plain";

/** A running engine as its API reports it. */
export interface ObservedEngine {
  readonly version: EngineVersion;
  /** The version as reported: `26.1.5+dfsg1`. */
  readonly versionText: string;
  /** The response of GET /version. */
  readonly versionAnswer: JsonObject;
  /** The response of GET /info. */
  readonly infoAnswer: JsonObject;
  /** The response of GET /networks/bridge; null if it was not requested, or if there is no default bridge. */
  readonly bridgeAnswer: Json;
  /** The response of GET /containers/json, the running containers. */
  readonly containersAnswer: Json;
  /** Paths of its configuration with symbolic links resolved on the host, if a comparison required them. */
  readonly realPaths?: ReadonlyMap<string, string>;
}

/** @throws TypeError if the responses are not those of an engine */
export function observedEngine(
  versionAnswer: Json,
  infoAnswer: Json,
  bridgeAnswer: Json = null,
  containersAnswer: Json = null,
): ObservedEngine {
  if (!isJsonObject(versionAnswer) || !isJsonObject(infoAnswer))
    throw new TypeError("a response is not a JSON object");
  const versionText = versionIn(typeof versionAnswer.Version === "string" ? versionAnswer.Version : "");
  const version = parseEngineVersion(versionText);
  if (version === undefined) throw new TypeError("GET /version reports no version");
  return { version, versionText, versionAnswer, infoAnswer, bridgeAnswer, containersAnswer };
}

/** Returns the names of an engine's running containers; none if no engine runs. */
export function runningContainers(engine: ObservedEngine | undefined): readonly string[] {
  const answer = engine?.containersAnswer;
  return (Array.isArray(answer) ? (answer as Json[]) : []).map((container) => {
    const name = jsonAt(container, ["Names", 0]) ?? jsonAt(container, ["Id"]);
    return typeof name === "string" ? name.replace(/^\//, "") : "";
  });
}

/** Returns the state of a member of a Swarm (`active`, `pending` ...); undefined if the host isn't in one. */
export function swarmState({ infoAnswer }: ObservedEngine): string | undefined {
  const state = textAt(infoAnswer, ["Swarm", "LocalNodeState"]);
  return state === "" || state === "inactive" ? undefined : state;
}

/** Returns a `Daemon`'s `engine` output. Each field has its declared type, whatever the engine reported. */
export function engineOutput(
  engine: Pick<ObservedEngine, "versionText" | "versionAnswer" | "infoAnswer">,
): JsonObject {
  const { versionAnswer: version, infoAnswer: info } = engine;
  return {
    running: true,
    version: engine.versionText,
    apiVersion: plainText(version.ApiVersion),
    minApiVersion: plainText(version.MinAPIVersion),
    gitCommit: plainText(version.GitCommit),
    os: plainText(info.OperatingSystem),
    kernelVersion: plainText(info.KernelVersion),
    architecture: plainText(info.Architecture),
    cgroupVersion: plainText(info.CgroupVersion),
    cgroupDriver: plainText(info.CgroupDriver),
    storageDriver: plainText(info.Driver),
    rootDir: plainText(info.DockerRootDir),
    debug: typeof info.Debug === "boolean" ? info.Debug : null,
    liveRestore: typeof info.LiveRestoreEnabled === "boolean" ? info.LiveRestoreEnabled : null,
    labels: sorted(info.Labels),
    registryMirrors: plainTexts(jsonAt(info, ["RegistryConfig", "Mirrors"])),
    swarm: plainText(jsonAt(info, ["Swarm", "LocalNodeState"])),
    warnings: sorted(info.Warnings),
  };
}

/** Returns the `engine` output of an engine that doesn't run: its last known facts, if there are any. */
export function stoppedEngineOutput(last: JsonObject, version: string | undefined): JsonObject {
  const known = Object.keys(last).length === 0 ? engineOutput(UNKNOWN_ENGINE) : last;
  return { ...known, running: false, ...(version === undefined ? {} : { version }) };
}

const UNKNOWN_ENGINE = { versionText: "", versionAnswer: {}, infoAnswer: {} };

/** Sorts a set, which the engine reports in random order: otherwise a refresh would show a change. */
const sorted = (value: Json | undefined): readonly string[] => [...plainTexts(value)].sort();
