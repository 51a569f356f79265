import { entriesIn } from "../desired/daemon-json";
import { mismatches } from "../expect/expect";
import {
  isJsonObject,
  type Json,
  type JsonObject,
  jsonText,
  objectOf,
  own,
  rounded,
  sameJson,
} from "../json";
import type { ObservedEngine } from "../observed/engine";
import { optionByName } from "../options";
import { isSensitive } from "../options/sensitive";

/** Replaces a text by one that doesn't reveal it. */
export type Fingerprint = (text: string) => string;

/**
 * Returns the declared options as a host has them. An option keeps its declared value if daemon.json's is equivalent to
 * the engine; it has the actual one if not, and none if the key is gone. Unmanaged keys and entries are omitted.
 *
 * Pulumi hides a value by its path, and only if the program did. A sensitive value that differs from the declared one is
 * therefore replaced by its fingerprint.
 */
export function readOptions(
  declared: JsonObject,
  daemonJson: JsonObject,
  fingerprint: Fingerprint,
): JsonObject {
  return roundedObjectOf(
    Object.entries(declared).map(([name, value]) => [name, readOption(name, value, daemonJson, fingerprint)]),
  );
}

/** Returns the declared extraOptions as a host has them. A key that is declared absent, and is, stays null. */
export function readExtraOptions(declared: JsonObject, daemonJson: JsonObject): JsonObject {
  return roundedObjectOf(
    Object.entries(declared).map(([key, value]) => [
      key,
      own(daemonJson, key) ?? (value === null ? null : undefined),
    ]),
  );
}

function readOption(
  name: string,
  declared: Json,
  daemonJson: JsonObject,
  fingerprint: Fingerprint,
): Json | undefined {
  const option = optionByName(name);
  if (option === undefined) return undefined;
  if (!Object.hasOwn(daemonJson, option.key)) return sameJson(declared, {}) ? declared : undefined;
  const inFile = daemonJson[option.key] ?? null;
  const value = option.type.fromFile(inFile) ?? inFile;
  if (option.type.ownership === "entry" && isJsonObject(value) && isJsonObject(declared)) {
    const raw = entriesIn(option.key, inFile);
    return roundedObjectOf(
      Object.entries(declared).map(([entry, wanted]) => {
        const actual = own(value, entry) ?? own(raw, entry);
        const hidden = isSensitive(option, entry) && !sameJson(actual, wanted);
        return [entry, actual === undefined || !hidden ? actual : fingerprint(jsonText(actual))];
      }),
    );
  }
  if (isSensitive(option)) return sameJson(declared, value) ? declared : fingerprint(JSON.stringify(value));
  const normalise = option.observable?.normalise ?? ((same: Json) => same);
  return sameJson(normalise(option.type.toFile(declared)), normalise(inFile)) ? declared : value;
}

const roundedObjectOf = (entries: readonly (readonly [string, Json | undefined])[]): JsonObject =>
  rounded(objectOf(entries));

/** Returns the keys, out of some, whose values in daemon.json the running engine doesn't report, each with both values. */
export function readDrift(
  daemonJson: JsonObject,
  keys: readonly string[],
  engine: ObservedEngine,
): JsonObject {
  const stale = mismatches(daemonJson, keys, engine).map(({ key, values }): [string, string] => {
    const both =
      values === undefined
        ? "the running engine reports another value than daemon.json"
        : `the running engine reports ${jsonText(values.reported)}, daemon.json has ${jsonText(values.expected)}`;
    return [key, both];
  });
  return Object.fromEntries(stale);
}
