import { type EngineVersion, parseEngineVersion } from "../engine-version";
import { isJsonObject, type Json, jsonAt, type JsonObject } from "../json";

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
  /** Paths of its configuration with symbolic links resolved on the host, as far as they had to be. */
  readonly realPaths?: ReadonlyMap<string, string>;
}

/** @throws TypeError where the answers aren't those of an engine. */
export function observedEngine(
  versionAnswer: Json,
  infoAnswer: Json,
  bridgeAnswer: Json = null,
): ObservedEngine {
  if (!isJsonObject(versionAnswer) || !isJsonObject(infoAnswer))
    throw new TypeError("an answer is no JSON object");
  const versionText = typeof versionAnswer.Version === "string" ? versionAnswer.Version : "";
  const version = parseEngineVersion(versionText);
  if (version === undefined) throw new TypeError("GET /version names no version");
  return { version, versionText, versionAnswer, infoAnswer, bridgeAnswer };
}

/** An engine as a `Daemon`'s output tells it. */
export function engineOutput(engine: ObservedEngine): JsonObject {
  const { versionAnswer: version, infoAnswer: info } = engine;
  return {
    version: engine.versionText,
    apiVersion: version.ApiVersion ?? null,
    minApiVersion: version.MinAPIVersion ?? null,
    gitCommit: version.GitCommit ?? null,
    os: info.OperatingSystem ?? null,
    kernelVersion: info.KernelVersion ?? null,
    architecture: info.Architecture ?? null,
    cgroupVersion: info.CgroupVersion ?? null,
    cgroupDriver: info.CgroupDriver ?? null,
    storageDriver: info.Driver ?? null,
    rootDir: info.DockerRootDir ?? null,
    debug: info.Debug ?? null,
    labels: sorted(info.Labels),
    registryMirrors: jsonAt(info, ["RegistryConfig", "Mirrors"]) ?? [],
    swarm: jsonAt(info, ["Swarm", "LocalNodeState"]) ?? null,
    warnings: sorted(info.Warnings),
  };
}

/** The engine answers sets in random order: a refresh would show that as a change. */
const sorted = (value: Json | undefined): Json => (Array.isArray(value) ? [...(value as Json[])].sort() : []);
