import { DaemonError } from "../core/errors";
import { isJsonObject, type Json, type JsonObject } from "../core/json";
import type { ObservedFile } from "../core/observed/host";
import { setByFlag } from "../core/observed/flags";
import { type Manifest, parseManifest } from "../core/state/manifest";
import type { Observation } from "../edge/observe/observe";

/** daemon.json's value on a host: {} where there is none. @throws DaemonError where it is no JSON object */
export function foundIn({ host }: Observation): JsonObject {
  return host.daemonJson === undefined ? {} : valueOf(host.daemonJson);
}

/** The first daemon.json's value. @throws DaemonError */
export function firstIn({ host }: Observation): JsonObject {
  return typeof host.first === "string" ? {} : valueOf(host.first);
}

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

/** Our record on a host; undefined where there is none. @throws DaemonError where it can't be read */
export function manifestIn({ host }: Observation): Manifest | undefined {
  if (host.manifest === undefined) return undefined;
  try {
    return parseManifest(host.manifest);
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

/** @throws DaemonError where the engine's command line sets a declared key already: it would refuse to start */
export function refuseFlags({ host }: Observation, keys: readonly string[]): void {
  const both = setByFlag(keys, host.service?.argv ?? []);
  if (both.length === 0) return;
  const named = both.map(({ key, flag }) => `${key} (${flag})`).join(", ");
  throw new DaemonError({
    kind: "ConflictError",
    step: "plan",
    what: `dockerd's command line sets the same as declared options: ${named}`,
    remedy: `take the flags out of ${host.service?.unitFile ?? "docker.service"} or its drop-ins and environment files`,
  });
}
