import { isJsonObject, type Json, type JsonObject, objectOf, own, sameJson } from "../json";
import { type JsonSource, printJson } from "../json-source";
import { type EntryForm, optionByKey, optionByName } from "../options";

/** The managed part of daemon.json: whole keys, or single entries of a map by their names. */
export type Owned = Readonly<Record<string, true | readonly string[]>>;

/** Returns declared options by key, in daemon.json's form; null declares a key absent. */
export function declaredKeys(options: JsonObject, extraOptions: JsonObject): JsonObject {
  const known = Object.entries(options).map(([name, value]) => {
    const option = optionByName(name);
    if (option === undefined) throw new TypeError(`not in the catalogue: ${name}`);
    return [option.key, option.type.toFile(value)] as const;
  });
  return Object.fromEntries([...known, ...Object.entries(extraOptions)]);
}

/** Returns what a declaration manages. */
export function ownedBy(declared: JsonObject): Owned {
  return Object.fromEntries(
    Object.entries(declared).map(([key, value]) => [key, entriesOf(key, value)?.names() ?? true]),
  );
}

/** Returns the names of managed keys and entries: `debug`, `labels.region`. */
export function namesOf(owned: Owned): readonly string[] {
  return Object.entries(owned).flatMap(([key, names]) =>
    names === true ? [key] : names.map((name) => `${key}.${name}`),
  );
}

/** Returns the union of two managed parts. */
export function ownedTogether(one: Owned, other: Owned): Owned {
  const both = Object.entries(one).map(([key, names]): [string, Owned[string]] => {
    const more = own(other, key) ?? [];
    return [key, names === true || more === true ? true : [...new Set([...names, ...more])]];
  });
  return Object.fromEntries([...Object.entries(other), ...both]);
}

/** Returns a managed part without another one. */
export function ownedWithout(one: Owned, other: Owned): Owned {
  const rest = Object.entries(one).flatMap(([key, names]): [string, Owned[string]][] => {
    const gone = own(other, key) ?? [];
    if (gone === true) return [];
    if (names === true) return gone.length === 0 ? [[key, true]] : [];
    const left = names.filter((name) => !gone.includes(name));
    return left.length === 0 ? [] : [[key, left]];
  });
  return Object.fromEntries(rest);
}

/** Returns the declared keys that daemon.json must hold, without those that null declares absent. */
export const presentKeys = (declared: JsonObject): readonly string[] =>
  Object.keys(declared).filter((key) => declared[key] !== null);

/**
 * Merges a declaration into daemon.json: adds and replaces declared keys and entries, removes managed ones that are no
 * longer declared and keys that null declares absent, and leaves unmanaged ones in their places.
 */
export function merge(daemonJson: JsonObject, declared: JsonObject, owned: Owned): JsonObject {
  const entries = Object.entries(declared);
  const present = entries.filter(([, value]) => value !== null);
  const absent = entries.flatMap(([key, value]): [string, true][] => (value === null ? [[key, true]] : []));
  return replaced(daemonJson, Object.fromEntries(present), { ...owned, ...Object.fromEntries(absent) });
}

function replaced(daemonJson: JsonObject, declared: JsonObject, owned: Owned): JsonObject {
  const result = new Map<string, Json | undefined>(Object.entries(daemonJson));
  for (const [key, names] of Object.entries(owned)) {
    if (!Object.hasOwn(declared, key)) result.set(key, unmanagedPart(key, own(daemonJson, key), names));
  }
  for (const [key, value] of Object.entries(declared)) {
    result.set(key, mergedValue(key, own(daemonJson, key), value, own(owned, key)));
  }
  return objectOf(result);
}

/** Returns the managed part of a daemon.json: managed keys, and of maps the managed entries. */
export function ownedPart(daemonJson: JsonObject, owned: Owned): JsonObject {
  const parts = Object.entries(owned).map(([key, names]): [string, Json | undefined] => {
    const value = own(daemonJson, key);
    const entries = names === true || value === undefined ? undefined : entriesOf(key, value);
    return [
      key,
      entries === undefined ? value : entries.only((name) => names !== true && names.includes(name)),
    ];
  });
  return objectOf(parts);
}

/**
 * Returns daemon.json with the original values of managed keys and entries, and with unmanaged ones as they are now.
 *
 * @returns "original" if no unmanaged key or entry has changed: the original file can be restored byte for byte
 */
export function withOriginalValues(
  daemonJson: JsonObject,
  original: JsonObject,
  owned: Owned,
): JsonObject | "original" {
  const unmanaged = merge(daemonJson, {}, owned);
  if (sameJson(unmanaged, merge(original, {}, owned))) return "original";
  return replaced(unmanaged, ownedPart(original, owned), {});
}

/** Returns a value without its managed part; undefined if nothing is left. */
function unmanagedPart(
  key: string,
  value: Json | undefined,
  owned: true | readonly string[],
): Json | undefined {
  if (value === undefined || owned === true) return undefined;
  return entriesOf(key, value)?.only((name) => !owned.includes(name));
}

/** Merges a declared value into the current one: a map's unmanaged entries stay, and each entry keeps its place. */
function mergedValue(
  key: string,
  current: Json | undefined,
  declared: Json,
  owned: Owned[string] | undefined,
): Json | undefined {
  const wanted = entriesOf(key, declared);
  if (wanted === undefined)
    return current !== undefined && isEquivalent(key, current, declared) ? current : declared;
  const names = owned === true || owned === undefined ? [] : owned;
  const present = current === undefined ? undefined : entriesOf(key, current);
  const kept = present?.all((name) => Object.hasOwn(wanted.map, name) || !names.includes(name)) ?? {};
  const entries = Object.entries(wanted.map).map(([name, entry]): [string, Json] => {
    const there = own(kept, name);
    return [name, there !== undefined && wanted.isEquivalent(name, there, entry) ? there : entry];
  });
  return wanted.value({ ...kept, ...Object.fromEntries(entries) });
}

/** Returns whether two values in daemon.json's form equal the same declared value: members may differ in case. */
function isEquivalent(key: string, one: Json, other: Json): boolean {
  const [a, b] = [one, other].map((value) => optionByKey(key)?.type.fromFile(value));
  return a !== undefined && sameJson(a, b);
}

/** Returns whether a key's value is a map that is managed by entry. */
export const isMap = (key: string, value: Json): boolean => entriesOf(key, value) !== undefined;

/** Returns a map's entries by their names, in daemon.json's form; none of any other value. */
export const entriesIn = (key: string, value: Json): JsonObject => entriesOf(key, value)?.map ?? {};

interface Entries {
  /** By name, in daemon.json's form. */
  readonly map: JsonObject;
  names(): readonly string[];
  /** Returns the wanted entries. */
  all(wanted: (name: string) => boolean): JsonObject;
  /** Returns the value with the wanted entries only; undefined if none is left. */
  only(wanted: (name: string) => boolean): Json | undefined;
  /** Returns the value of some entries; undefined if there are none. */
  value(map: JsonObject): Json | undefined;
  /** Returns whether two values of an entry equal the same declared value. */
  isEquivalent(name: string, one: Json, other: Json): boolean;
}

/** Splits a map's value into entries; undefined for an option that is managed as a whole, and for any other value. */
function entriesOf(key: string, value: Json): Entries | undefined {
  const type = optionByKey(key)?.type;
  if (type?.ownership !== "entry") return undefined;
  const form = type.entryForm ?? RECORD;
  const map = form.split(value);
  if (map === undefined) return undefined;
  const all: Entries["all"] = (wanted) =>
    Object.fromEntries(Object.entries(map).filter(([name]) => wanted(name)));
  const valueOf: Entries["value"] = (some) => (Object.keys(some).length === 0 ? undefined : form.join(some));
  const asDeclared = (name: string, entry: Json): Json | undefined => {
    const value = type.fromFile(form.join({ [name]: entry }));
    return isJsonObject(value) ? own(value, name) : undefined;
  };
  return {
    map,
    names: () => Object.keys(map),
    all,
    only: (wanted) => valueOf(all(wanted)),
    value: valueOf,
    isEquivalent: (name, one, other) => {
      const value = asDeclared(name, one);
      return value !== undefined && sameJson(value, asDeclared(name, other));
    },
  };
}

const RECORD: EntryForm = {
  split: (value) => (isJsonObject(value) ? value : undefined),
  join: (entries) => entries,
};

/** Prints a daemon.json. Values that equal those of a source keep that source's text. */
export function daemonJsonText(value: JsonObject, sources: readonly JsonSource[] = []): string {
  return `${printJson(value, sources)}\n`;
}
