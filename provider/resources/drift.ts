import { presentKeys } from "../core/desired/daemon-json";
import type { JsonObject } from "../core/json";
import { readDrift } from "../core/drift/read-inputs";
import { declaredOf, tlsDrift } from "./declared";
import { type Found, isStopped, unitDrift } from "./found";
import { record } from "./session";

/** Drift that no option can carry, by where it shows. Empty if there is none. */
export function hostDrift(outputs: JsonObject, found: Found, id: string): JsonObject {
  const { problems, host } = found;
  const values = declaredOf(outputs);
  const declared = presentKeys(values);
  const abandoned = host.unfinished && host.lock === undefined;
  return {
    ...(problems.unsupported === undefined
      ? { ...engineDrift(outputs, found, declared), ...unitDrift(found, values) }
      : { host: problems.unsupported.what }),
    ...(problems.daemonJson === undefined
      ? tlsDrift(outputs, found)
      : { daemonJson: problems.daemonJson.what }),
    ...(found.manifest?.id === id ? {} : { owner: ownerOf(found, outputs) }),
    ...(abandoned ? { host: "a change was begun there and not ended" } : {}),
  };
}

function engineDrift(outputs: JsonObject, found: Found, declared: readonly string[]): JsonObject {
  const { engine, host, problems, value } = found;
  if (engine !== undefined)
    return problems.daemonJson === undefined ? readDrift(value, declared, engine) : {};
  if (problems.silence !== undefined) return { engine: problems.silence.what };
  // It was stopped already at the last apply, which left it so.
  if (isStopped(found) && record(outputs.lastChange).verified === false) return {};
  const state = host.service?.state ?? "gone";
  return { engine: SENTENCES[state] ?? `is ${state}` };
}

const SENTENCES: Readonly<Record<string, string>> = { inactive: "is stopped", failed: "has failed" };

function ownerOf({ manifest, problems }: Found, { __urn: urn }: JsonObject): string {
  if (manifest === undefined) return problems.manifest?.what ?? "the manifest is gone from the host";
  return manifest.urn === urn ? `another instance of this resource: ${manifest.id}` : manifest.urn;
}
