import { isJsonObject, type Json, type JsonObject } from "../core/json";
import { optionByName } from "../core/options";
import type { Failure } from "../core/schema/failure";

/** Formats rows as two columns. */
export function columns(rows: readonly (readonly [string, string])[], indent = "  "): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${indent}${left.padEnd(width)}  ${right}\n`).join("");
}

/** Formats failures like a preview, one per line. */
export const failureLines = (label: string, list: readonly Failure[]): string =>
  list.map(({ path, reason }) => `${label}${path}: ${reason}\n`).join("");

/** `2 failures`, `1 warning`, `no failure`. */
export const count = (many: number, noun: string): string =>
  `${many === 0 ? "no" : many} ${noun}${many > 1 ? "s" : ""}`;

/** Formats options as a program writes them. */
export const programText = (options: JsonObject): string =>
  `options: ${JSON.stringify(options, undefined, 2).replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, "$1$2:")},\n`;

/** Replaces the values of options that may hold a password or a token. */
export const withoutSecrets = (options: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name,
      optionByName(name)?.sensitive === true ? hidden(value) : value,
    ]),
  );

const hidden = (value: Json): Json =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, hidden(part)]))
    : "[hidden]";

/** Formats a value as JSON. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;
