/** A JSON value. `bigint` is a whole number that `number` can't hold exactly. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a value that is an object, and {} for any other one. */
export const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** Makes an object of the entries that have a value. Keys may have any name, `__proto__` too. */
export function objectOf(entries: Iterable<readonly [string, Json | undefined]>): JsonObject {
  return Object.fromEntries([...entries].filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/** Returns whether two JSON values are equal. The order of an object's keys doesn't count, the order of a list does. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** Returns a value's text with its objects' keys sorted: equal values have equal texts. */
export function canonicalJson(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : textOf(value, ([a], [b]) => (a < b ? -1 : 1));
}

/** Returns a value's text on one line, with whole numbers in full. */
export const jsonText = (value: Json): string => textOf(value, () => 0);

type Entry = readonly [string, Json];

function textOf(value: Json, order: (a: Entry, b: Entry) => number): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${(value as Json[]).map((item) => textOf(item, order)).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(order);
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${textOf(part, order)}`).join(",")}}`;
}

/** Rounds whole numbers that are too large for Pulumi, which has no `bigint`. */
export function rounded(value: JsonObject): JsonObject;
export function rounded(value: Json): Json;
export function rounded(value: Json): Json {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return (value as Json[]).map(rounded);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
}

/** Returns the value of an own key: inherited ones such as `constructor` don't count. */
export function own<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Returns the value at a path of own properties; undefined if there is none. */
export function jsonAt(value: Json | undefined, path: readonly (string | number)[]): Json | undefined {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at as Json | undefined;
}

/** Returns the text at a path of own properties; undefined if there is none, or another value. */
export function textAt(value: Json | undefined, path: readonly (string | number)[]): string | undefined {
  const text = jsonAt(value, path);
  return typeof text === "string" ? text : undefined;
}
