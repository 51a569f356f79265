import { mismatches } from "../expect/expect";
import { isJsonObject, type Json, type JsonObject, own, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import { optionByName } from "../options";

/**
 * The declared options as a host has them: the declared value where daemon.json's means the same to the engine, else
 * the real one, and none where it's gone. Entries and keys of others aren't drift and don't appear.
 */
export function readOptions(declared: JsonObject, found: JsonObject): JsonObject {
  return defined(Object.entries(declared).map(([name, value]) => [name, readOption(name, value, found)]));
}

/** The same for extraOptions, whose names are daemon.json's own. */
export function readExtraOptions(declared: JsonObject, found: JsonObject): JsonObject {
  return defined(Object.keys(declared).map((key) => [key, own(found, key)]));
}

function readOption(name: string, declared: Json, found: JsonObject): Json | undefined {
  const option = optionByName(name);
  if (option === undefined) return undefined;
  if (!Object.hasOwn(found, option.key)) return sameJson(declared, {}) ? declared : undefined;
  const inFile = found[option.key] ?? null;
  const value = option.type.fromFile(inFile) ?? inFile;
  if (option.type.ownership === "entry" && isJsonObject(value) && isJsonObject(declared)) {
    return defined(Object.keys(declared).map((entry) => [entry, own(value, entry)]));
  }
  const normalise = option.observable?.normalise ?? ((same: Json) => same);
  return sameJson(normalise(option.type.toFile(declared)), normalise(inFile)) ? declared : value;
}

function defined(entries: readonly (readonly [string, Json | undefined])[]): JsonObject {
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** Drift that no option can carry, by where it shows. Empty where there is none. */
export function readDrift(
  found: JsonObject,
  keys: readonly string[],
  engine: ObservedEngine | undefined,
): JsonObject {
  if (engine === undefined) return { engine: "is stopped" };
  const stale = mismatches(found, keys, engine).map(({ key, values }): [string, string] => {
    const both =
      values === undefined
        ? "the running engine has another value than daemon.json"
        : `the running engine has ${JSON.stringify(values.reported)}, daemon.json ${JSON.stringify(values.expected)}`;
    return [key, both];
  });
  return Object.fromEntries(stale);
}
