import { isJsonObject, type Json, type JsonObject, sameJson } from "../json";
import { optionByKey, optionByName, type OptionType } from "../options";

/** What of daemon.json is ours: a whole key, or single entries of a map by their names. */
export type Owned = Readonly<Record<string, true | readonly string[]>>;

/** The declared options as they stand in daemon.json, by key. */
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

/**
 * daemon.json as it has to become: what was found, without what was ours and is no longer declared, with what is.
 * Foreign keys and entries stay where they are.
 */
export function merge(found: JsonObject, declared: JsonObject, owned: Owned): JsonObject {
  const result: Record<string, Json> = { ...found };
  for (const [key, names] of Object.entries(owned)) set(result, key, without(key, found[key], names));
  for (const [key, value] of Object.entries(declared))
    set(result, key, beside(without(key, found[key], owned[key]), key, value));
  return result;
}

/** Only what is ours of a daemon.json: owned keys, and of maps the owned entries. */
export function ownedPart(found: JsonObject, owned: Owned): JsonObject {
  const result: Record<string, Json> = {};
  for (const [key, names] of Object.entries(owned)) {
    const value = Object.hasOwn(found, key) ? found[key] : undefined;
    const entries = names === true || value === undefined ? undefined : entriesOf(key, value);
    set(result, key, entries === undefined ? value : entries.only(names as readonly string[]));
  }
  return result;
}

/**
 * daemon.json as it was before us, with what others changed since.
 *
 * @returns "first" where nobody else changed anything: then the first file's own bytes are the answer.
 */
export function beforeUs(found: JsonObject, first: JsonObject, owned: Owned): JsonObject | "first" {
  const foreignNow = merge(found, {}, owned);
  if (sameJson(foreignNow, merge(first, {}, owned))) return "first";
  return merge(foreignNow, ownedPart(first, owned), {});
}

function set(target: Record<string, Json>, key: string, value: Json | undefined): void {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a fresh object, whose keys are daemon.json's
  if (value === undefined) delete target[key];
  else target[key] = value;
}

/** A value without its owned part: undefined where nothing is left. */
function without(
  key: string,
  value: Json | undefined,
  owned: true | readonly string[] | undefined,
): Json | undefined {
  if (value === undefined || owned === undefined) return value;
  return owned === true ? undefined : entriesOf(key, value)?.except(owned);
}

/** A declared value, and of a map the foreign entries that were found, which stay first and in their order. */
function beside(foreign: Json | undefined, key: string, declared: Json): Json | undefined {
  const type = optionByKey(key)?.type;
  if (type?.ownership !== "entry") return declared;
  const all = { ...asMap(type, foreign), ...asMap(type, declared) };
  return Object.keys(all).length === 0 ? undefined : type.toFile(all);
}

function asMap(type: OptionType, value: Json | undefined): JsonObject {
  const map = value === undefined ? undefined : type.fromFile(value);
  return isJsonObject(map) ? map : {};
}

interface Entries {
  names(): readonly string[];
  only(names: readonly string[]): Json | undefined;
  except(names: readonly string[]): Json | undefined;
}

/** A map's value by its entries; undefined for an option that is owned as a whole. */
function entriesOf(key: string, value: Json): Entries | undefined {
  const type = optionByKey(key)?.type;
  if (type?.ownership !== "entry") return undefined;
  const map = asMap(type, value);
  const keep = (wanted: (name: string) => boolean): Json | undefined => {
    const kept = Object.entries(map).filter(([name]) => wanted(name));
    return kept.length === 0 ? undefined : type.toFile(Object.fromEntries(kept));
  };
  return {
    names: () => Object.keys(map),
    only: (names) => keep((name) => names.includes(name)),
    except: (names) => keep((name) => !names.includes(name)),
  };
}

/** The text of a daemon.json that we write: two spaces, a line end. */
export function daemonJsonText(value: JsonObject): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
