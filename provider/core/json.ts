/** A JSON value, as daemon.json and the Remote API hold them. `bigint`: a whole number that `number` can't hold exactly. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are equal. The order of an object's keys doesn't count, that of a list does. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** The text of a value with its objects' keys in order: equal values have equal texts. */
export function canonicalJson(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : textOf(value, ([a], [b]) => (a < b ? -1 : 1));
}

/** The text of a value on one line, numbers in full. */
export const jsonText = (value: Json): string => textOf(value, () => 0);

type Entry = readonly [string, Json];

function textOf(value: Json, order: (a: Entry, b: Entry) => number): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${(value as Json[]).map((item) => textOf(item, order)).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(order);
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${textOf(part, order)}`).join(",")}}`;
}

/** A value with numbers only that Pulumi can hold: those that are too large are rounded. */
export function rounded(value: JsonObject): JsonObject;
export function rounded(value: Json): Json;
export function rounded(value: Json): Json {
  if (typeof value === "bigint") return Number(value);
  if (Array.isArray(value)) return (value as Json[]).map(rounded);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)]));
}

/** The value of an own key: `constructor` and the like are absent where nobody put them. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** The value at a path, or undefined where the path leads nowhere. Only own properties are followed. */
export function jsonAt(value: Json | undefined, path: readonly (string | number)[]): Json | undefined {
  let at: unknown = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at as Json | undefined;
}
