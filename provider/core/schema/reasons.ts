import type { z } from "zod";
import type { Json } from "../json";
import { optionByName } from "../options";

/** What is wrong with a value, and what to write instead. The value itself is never printed: it may be a secret. */
export function reasonOf(issue: z.core.$ZodIssue, value: Json | undefined): string {
  if (issue.code !== "invalid_type" || !issue.message.startsWith("Invalid input")) return issue.message;
  if (value === undefined) return `required: ${A_TYPE[issue.expected] ?? issue.expected}`;
  const wanted = issue.expected === "string" ? aString(issue.path, value) : A_TYPE[issue.expected];
  return `is ${typeOf(value)}; write ${wanted ?? issue.expected}`;
}

/** A string to write in place of a value: the value in quotes if any text is allowed, else the option's example. */
function aString(path: readonly PropertyKey[], value: Json): string {
  const option = path[0] === "options" ? optionByName(String(path[1])) : undefined;
  if (option === undefined) return "a string";
  if (path.length === 2 && typeof option.example === "string")
    return `a string, as in ${JSON.stringify(option.example)}`;
  if (typeof value === "boolean") return 'a string, "true" or "false"';
  return typeof value === "number" ? 'a string, as in "3"' : "a string";
}

const A_TYPE: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list: [ ... ]",
  object: "an object: { name: value }",
  record: "an object: { name: value }",
};

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
