import { isJsonObject, type JsonObject } from "../json";
import { type JsonFault, type JsonSource, parseJson } from "../json-source";

/** A parsed daemon.json with its text. */
export type DaemonJsonSource = JsonSource & { readonly value: JsonObject };

/** An empty or missing daemon.json. */
export const EMPTY: DaemonJsonSource = { value: {}, text: "", members: [], items: [] };

/** Parses a daemon.json. Like dockerd, takes an empty file for {} and skips a byte order mark. */
export function readDaemonJson(file: string): DaemonJsonSource | JsonFault {
  const text = file.replace(/^\uFEFF/, "");
  if (text.trim() === "") return EMPTY;
  const source = parseJson(text);
  if ("fault" in source) return source;
  const { value } = source;
  if (isJsonObject(value)) return { ...source, value };
  return { fault: `expected an object, got ${kindOf(value)}` };
}

const kindOf = (value: JsonSource["value"]): string =>
  value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
