import { isJsonObject, type JsonObject } from "../json";
import { type JsonFault, type JsonSource, parseJson } from "../json-source";

/** A daemon.json as it was read. */
export type DaemonJsonSource = JsonSource & { readonly value: JsonObject };

/** A daemon.json without a key, and one that isn't there. */
export const EMPTY: DaemonJsonSource = { value: {}, text: "", members: [], items: [] };

/** Reads a daemon.json's text. The engine reads an empty file as {}, and skips a byte order mark. */
export function readDaemonJson(file: string): DaemonJsonSource | JsonFault {
  const text = file.replace(/^\uFEFF/, "");
  if (text.trim() === "") return EMPTY;
  const source = parseJson(text);
  if ("fault" in source) return source;
  const { value } = source;
  if (isJsonObject(value)) return { ...source, value };
  return { fault: `it holds ${kindOf(value)}, not an object` };
}

const kindOf = (value: JsonSource["value"]): string =>
  value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
