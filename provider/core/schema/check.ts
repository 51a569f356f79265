import { distance } from "fastest-levenshtein";
import type { z } from "zod";
import { isJsonObject, type Json, jsonAt, type JsonObject } from "../json";
import { catalogue, optionByKey, optionName } from "../options";
import { DaemonInputs } from "./daemon-inputs";
import { brokenRules } from "./rules";
import { hasUnknown } from "./unknowns";

/** One thing that is wrong with a program's inputs. */
export interface Failure {
  /** The property, as a program writes it: `options.registryMirrors[0]`. */
  readonly path: string;
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}

/**
 * Everything that is wrong with a `Daemon`'s inputs, all at once.
 * Values that aren't known yet pass; keys that begin with `__` aren't the program's and are left alone.
 */
export function checkDaemonInputs(inputs: JsonObject): readonly Failure[] {
  const own = Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
  const parsed = DaemonInputs.safeParse(own);
  const ofShape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => failuresOf(issue, own));
  const options = isJsonObject(own.options) ? own.options : {};
  const ofRules = brokenRules(options).map(({ at, reason }) => ({ path: `options.${at}`, reason }));
  return [...ofShape, ...ofRules];
}

function failuresOf(issue: z.core.$ZodIssue, inputs: JsonObject): Failure[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
  const value = jsonAt(inputs, path);
  if (hasUnknown(value)) return [];
  return [{ path: pathText(path), reason: reasonOf(issue, value) }];
}

function reasonOf(issue: z.core.$ZodIssue, value: Json | undefined): string {
  if (issue.code !== "invalid_type" || !issue.message.startsWith("Invalid input")) return issue.message;
  if (value === undefined) return `needed: ${A_TYPE[issue.expected] ?? issue.expected}`;
  return `is ${typeOf(value)}; write ${A_TYPE[issue.expected] ?? issue.expected}`;
}

const A_TYPE: Readonly<Record<string, string>> = {
  string: 'a string, as in "3"',
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list: [ ... ]",
  object: "a record: { name: value }",
  record: "a record: { name: value }",
};

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a record" : `a ${typeof value}`;
}

function unknownKey(parent: readonly (string | number)[], key: string): Failure {
  const path = pathText([...parent, key]);
  if (parent.length === 1 && parent[0] === "options") return { path, reason: unknownOption(key) };
  const known =
    parent.length === 0 ? Object.keys(DaemonInputs.shape) : Object.keys(DaemonInputs.shape.connection.shape);
  const near = nearest(key, known);
  return {
    path,
    reason: near === undefined ? `isn't known here; ${list(known)} are` : `isn't known; write ${near}`,
  };
}

function unknownOption(name: string): string {
  const exact = optionByKey(name);
  if (exact !== undefined) return `is written ${optionName(exact.key)} here`;
  const near = nearest(
    name,
    catalogue.map((option) => optionName(option.key)),
  );
  const extra = `a key of daemon.json that isn't known here goes into extraOptions`;
  return near === undefined
    ? `isn't a known option; ${extra}`
    : `isn't a known option; write ${near} (${extra})`;
}

/** The name that was probably meant: at most a third of the letters differ. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string): string => text.replace(/[-_]/g, "").toLowerCase();
  const ranked = names
    .map((candidate) => ({ candidate, apart: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.apart - b.apart);
  const best = ranked[0];
  return best !== undefined && best.apart <= Math.max(1, name.length / 3) ? best.candidate : undefined;
}

const list = (names: readonly string[]): string => names.join(", ");

/** `["options", "registryMirrors", 0]` as a program writes it; a name that is no identifier is quoted. */
function pathText(path: readonly (string | number)[]): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join("");
}
