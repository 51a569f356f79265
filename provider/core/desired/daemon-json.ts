import { isJsonObject, type Json, type JsonObject, own, sameJson } from "../json";
import { type JsonSource, printJson } from "../json-source";
import { type EntryForm, optionByKey, optionByName } from "../options";

/** What of daemon.json is ours: a whole key, or single entries of a map by their names. */
export type Owned = Readonly<Record<string, true | readonly string[]>>;

/** The declared options as they stand in daemon.json, by key; null declares a key absent. */
export function declaredKeys(options: JsonObject, extraOptions: JsonObject): JsonObject {
  const known = Object.entries(options).map(([name, value]) => {
    const option = optionByName(name);
    if (option === undefined) throw new TypeError(`not in the catalogue: ${name}`);
    return [option.key, option.type.toFile(value)] as const;
  });
  return Object.fromEntries([...known, ...Object.entries(extraOptions)]);
}

/** What a declaration owns. */
export function ownedBy(declared: JsonObject): Owned {
  return Object.fromEntries(
    Object.entries(declared).map(([key, value]) => [key, entriesOf(key, value)?.names() ?? true]),
  );
}

/** The names of what is owned: `debug`, and of maps `labels.region` each. */
export function namesOf(owned: Owned): readonly string[] {
  return Object.entries(owned).flatMap(([key, names]) =>
    names === true ? [key] : names.map((name) => `${key}.${name}`),
  );
}

/** What is owned by one or the other. */
export function ownedTogether(one: Owned, other: Owned): Owned {
  const both = Object.entries(one).map(([key, names]): [string, Owned[string]] => {
    const more = own(other, key) ?? [];
    return [key, names === true || more === true ? true : [...new Set([...names, ...more])]];
  });
  return Object.fromEntries([...Object.entries(other), ...both]);
}

/** What of something owned isn't owned by the other. */
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

/** The declared keys that daemon.json has to hold: not those that are declared absent by null. */
export const presentKeys = (declared: JsonObject): readonly string[] =>
  Object.keys(declared).filter((key) => declared[key] !== null);

/**
 * daemon.json as it has to become: what was found, without what was ours and is no longer declared, with what is. A key
 * that is declared as null is removed. Foreign keys and entries stay where they are.
 */
export function merge(found: JsonObject, declared: JsonObject, owned: Owned): JsonObject {
  const entries = Object.entries(declared);
  const present = entries.filter(([, value]) => value !== null);
  const absent = entries.flatMap(([key, value]): [string, true][] => (value === null ? [[key, true]] : []));
  return replaced(found, Object.fromEntries(present), { ...owned, ...Object.fromEntries(absent) });
}

function replaced(found: JsonObject, declared: JsonObject, owned: Owned): JsonObject {
  const result = new Map<string, Json | undefined>(Object.entries(found));
  for (const [key, names] of Object.entries(owned)) {
    if (!Object.hasOwn(declared, key)) result.set(key, without(key, own(found, key), names));
  }
  for (const [key, value] of Object.entries(declared)) {
    result.set(key, together(key, own(found, key), value, own(owned, key)));
  }
  return defined(result);
}

/** Only what is ours of a daemon.json: owned keys, and of maps the owned entries. */
export function ownedPart(found: JsonObject, owned: Owned): JsonObject {
  const parts = Object.entries(owned).map(([key, names]): [string, Json | undefined] => {
    const value = own(found, key);
    const entries = names === true || value === undefined ? undefined : entriesOf(key, value);
    return [
      key,
      entries === undefined ? value : entries.only((name) => names !== true && names.includes(name)),
    ];
  });
  return defined(parts);
}

/**
 * daemon.json as it was before us, with what others changed since.
 *
 * @returns "first" where nobody else changed anything: then the first file's own bytes are the answer.
 */
export function beforeUs(found: JsonObject, first: JsonObject, owned: Owned): JsonObject | "first" {
  const foreignNow = merge(found, {}, owned);
  if (sameJson(foreignNow, merge(first, {}, owned))) return "first";
  return replaced(foreignNow, ownedPart(first, owned), {});
}

/** An object of the values that there are; its keys may have any name, `__proto__` too. */
function defined(entries: Iterable<readonly [string, Json | undefined]>): JsonObject {
  return Object.fromEntries([...entries].filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** A value without its owned part: undefined where nothing is left. */
function without(key: string, value: Json | undefined, owned: true | readonly string[]): Json | undefined {
  if (value === undefined || owned === true) return undefined;
  return entriesOf(key, value)?.only((name) => !owned.includes(name));
}

/** A declared value; of a map with what was found beside it, each entry where it stood, without what was dropped. */
function together(
  key: string,
  found: Json | undefined,
  declared: Json,
  owned: Owned[string] | undefined,
): Json | undefined {
  const ours = entriesOf(key, declared);
  if (ours === undefined) return found !== undefined && meansTheSame(key, found, declared) ? found : declared;
  const names = owned === true || owned === undefined ? [] : owned;
  const theirs = found === undefined ? undefined : entriesOf(key, found);
  const kept = theirs?.all((name) => Object.hasOwn(ours.map, name) || !names.includes(name)) ?? {};
  const entries = Object.entries(ours.map).map(([name, entry]): [string, Json] => {
    const there = own(kept, name);
    return [name, there !== undefined && ours.meansTheSame(name, there, entry) ? there : entry];
  });
  return ours.value({ ...kept, ...Object.fromEntries(entries) });
}

/** Whether two values in daemon.json are the same to a program: members of other case, for instance. */
function meansTheSame(key: string, one: Json, other: Json): boolean {
  const [a, b] = [one, other].map((value) => optionByKey(key)?.type.fromFile(value));
  return a !== undefined && sameJson(a, b);
}

/** Whether a key's value is a map that is owned by entry. */
export const isMap = (key: string, value: Json): boolean => entriesOf(key, value) !== undefined;

/** A map's entries by their names, each as it stands in daemon.json; none of another value. */
export const entriesIn = (key: string, value: Json): JsonObject => entriesOf(key, value)?.map ?? {};

interface Entries {
  /** As they stand in daemon.json. */
  readonly map: JsonObject;
  names(): readonly string[];
  /** The wanted ones. */
  all(wanted: (name: string) => boolean): JsonObject;
  /** The value with the wanted entries only; undefined where none is left. */
  only(wanted: (name: string) => boolean): Json | undefined;
  /** The value of some entries; undefined where there are none. */
  value(map: JsonObject): Json | undefined;
  /** Whether two values of an entry are the same to a program. */
  meansTheSame(name: string, one: Json, other: Json): boolean;
}

/** A map's value by its entries; undefined for an option that is owned as a whole, and for a value that is no map. */
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
    meansTheSame: (name, one, other) => {
      const value = asDeclared(name, one);
      return value !== undefined && sameJson(value, asDeclared(name, other));
    },
  };
}

const RECORD: EntryForm = {
  split: (value) => (isJsonObject(value) ? value : undefined),
  join: (entries) => entries,
};

/** The text of a daemon.json that we write: values that a file read before has, too, keep that file's text. */
export function daemonJsonText(value: JsonObject, sources: readonly JsonSource[] = []): string {
  return `${printJson(value, sources)}\n`;
}
