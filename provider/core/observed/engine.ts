import { type EngineVersion, parseEngineVersion, versionIn } from "../engine-version";
import { isJsonObject, type Json, jsonAt, type JsonObject } from "../json";
import { plainText, plainTexts } from "./plain";

/** A running engine's own word: what it answered to GET requests of its Remote API. */
export interface ObservedEngine {
  readonly version: EngineVersion;
  /** The same as it writes it: `26.1.5+dfsg1`. */
  readonly versionText: string;
  /** What it answered to GET /version. */
  readonly versionAnswer: JsonObject;
  /** ... to GET /info. */
  readonly infoAnswer: JsonObject;
  /** ... to GET /networks/bridge; null where it wasn't asked, or has no default bridge. */
  readonly bridgeAnswer: Json;
  /** ... to GET /containers/json: its running containers. */
  readonly containersAnswer: Json;
  /** Paths of its configuration with symbolic links resolved on the host, as far as they had to be. */
  readonly realPaths?: ReadonlyMap<string, string>;
}

/** @throws TypeError where the answers aren't those of an engine. */
export function observedEngine(
  versionAnswer: Json,
  infoAnswer: Json,
  bridgeAnswer: Json = null,
  containersAnswer: Json = null,
): ObservedEngine {
  if (!isJsonObject(versionAnswer) || !isJsonObject(infoAnswer))
    throw new TypeError("an answer is no JSON object");
  const versionText = versionIn(typeof versionAnswer.Version === "string" ? versionAnswer.Version : "");
  const version = parseEngineVersion(versionText);
  if (version === undefined) throw new TypeError("GET /version names no version");
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

/** An engine as a `Daemon`'s output tells it: each field in its declared type, whatever the engine answered. */
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
    labels: sorted(info.Labels),
    registryMirrors: plainTexts(jsonAt(info, ["RegistryConfig", "Mirrors"])),
    swarm: plainText(jsonAt(info, ["Swarm", "LocalNodeState"])),
    warnings: sorted(info.Warnings),
  };
}

/** An engine that isn't running, as a `Daemon`'s output tells it: its last known facts, if there are any. */
export function stoppedEngineOutput(last: JsonObject, version: string | undefined): JsonObject {
  const known = Object.keys(last).length === 0 ? engineOutput(UNKNOWN_ENGINE) : last;
  return { ...known, running: false, ...(version === undefined ? {} : { version }) };
}

const UNKNOWN_ENGINE = { versionText: "", versionAnswer: {}, infoAnswer: {} };

/** The engine answers sets in random order: a refresh would show that as a change. */
const sorted = (value: Json | undefined): readonly string[] => [...plainTexts(value)].sort();
