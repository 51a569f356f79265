import { entriesIn } from "../desired/daemon-json";
import { mismatches } from "../expect/expect";
import { isJsonObject, type Json, type JsonObject, jsonText, own, rounded, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import { optionByName } from "../options";
import { isSensitive } from "../options/sensitive";

/** A text that stands for another one and doesn't tell it. */
export type Fingerprint = (text: string) => string;

/**
 * The declared options as a host has them: the declared value where daemon.json's means the same to the engine, else
 * the real one, and none where it's gone. Entries and keys of others aren't drift and don't appear.
 *
 * Pulumi hides a value by its path, and only if the program did: of a sensitive value that someone else has set there is
 * a fingerprint only.
 */
export function readOptions(declared: JsonObject, found: JsonObject, fingerprint: Fingerprint): JsonObject {
  return defined(
    Object.entries(declared).map(([name, value]) => [name, readOption(name, value, found, fingerprint)]),
  );
}

/** The same for extraOptions, whose names are daemon.json's own. One that is declared absent, and is, stays null. */
export function readExtraOptions(declared: JsonObject, found: JsonObject): JsonObject {
  return defined(
    Object.entries(declared).map(([key, value]) => [
      key,
      own(found, key) ?? (value === null ? null : undefined),
    ]),
  );
}

function readOption(
  name: string,
  declared: Json,
  found: JsonObject,
  fingerprint: Fingerprint,
): Json | undefined {
  const option = optionByName(name);
  if (option === undefined) return undefined;
  if (!Object.hasOwn(found, option.key)) return sameJson(declared, {}) ? declared : undefined;
  const inFile = found[option.key] ?? null;
  const value = option.type.fromFile(inFile) ?? inFile;
  if (option.type.ownership === "entry" && isJsonObject(value) && isJsonObject(declared)) {
    const raw = entriesIn(option.key, inFile);
    return defined(
      Object.entries(declared).map(([entry, wanted]) => {
        const seen = own(value, entry) ?? own(raw, entry);
        const hidden = isSensitive(option, entry) && !sameJson(seen, wanted);
        return [entry, seen === undefined || !hidden ? seen : fingerprint(jsonText(seen))];
      }),
    );
  }
  if (isSensitive(option)) return sameJson(declared, value) ? declared : fingerprint(JSON.stringify(value));
  const normalise = option.observable?.normalise ?? ((same: Json) => same);
  return sameJson(normalise(option.type.toFile(declared)), normalise(inFile)) ? declared : value;
}

function defined(entries: readonly (readonly [string, Json | undefined])[]): JsonObject {
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, rounded(value)]])),
  );
}

/** Declared keys that the running engine has another value of than daemon.json. Empty where there are none. */
export function readDrift(found: JsonObject, keys: readonly string[], engine: ObservedEngine): JsonObject {
  const stale = mismatches(found, keys, engine).map(({ key, values }): [string, string] => {
    const both =
      values === undefined
        ? "the running engine has another value than daemon.json"
        : `the running engine has ${jsonText(values.reported)}, daemon.json ${jsonText(values.expected)}`;
    return [key, both];
  });
  return Object.fromEntries(stale);
}
