import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "../../json";
import type { FlagValue, OptionType } from "../option";

export const isText = (value: Json | undefined): value is string => typeof value === "string";

/** Whether a value is a list of strings. */
export const isTextList = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);

/** A string that a rule may reject, with the reason and what to write instead. */
export function textThat(refuse: (text: string) => string | undefined): z.ZodString {
  return z.string().superRefine((text, context) => {
    const message = refuse(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

const same = (value: Json): Json => value;

/** A flag with one value; the last one counts. */
const single = (read: (text: string) => Json | undefined): FlagValue => ({
  takes: "value",
  read: (values) => read(values.at(-1) ?? ""),
});

/** A type whose value is the same in a program and in daemon.json. */
function plain(
  name: string,
  schema: z.ZodType,
  shape: (value: Json) => boolean,
): Omit<OptionType, "flag" | "jsonSchema"> {
  const input = `pulumi.Input<${name}>`;
  const fromFile = (value: Json): Json | undefined => (shape(value) ? value : undefined);
  return { schema, plain: name, input, ownership: "whole", toFile: same, fromFile };
}

/** Parses a boolean like dockerd's flags (Go's strconv.ParseBool). */
export function readBoolean(text: string): boolean | undefined {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

/** Parses an integer like dockerd's flags (Go's strconv.ParseInt with base 0): 0x, 0b and 0o set the base, a leading 0 means octal. */
export function readInteger(text: string): number | undefined {
  const [, sign = "", digits = ""] =
    /^([+-]?)(0x_?[0-9a-f]+(?:_[0-9a-f]+)*|0b_?[01]+(?:_[01]+)*|0o?_?[0-7]+(?:_[0-7]+)*|0|[1-9]\d*(?:_\d+)*)$/i.exec(
      text,
    ) ?? [];
  if (digits === "") return undefined;
  const number = Number(digits.replace(/_/g, "").replace(/^0o?(?=[0-7])/i, "0o"));
  return sign === "-" ? -number : number;
}

/** A JSON boolean. */
export const boolean: OptionType = {
  ...plain("boolean", z.boolean(), (value) => typeof value === "boolean"),
  flag: { takes: "switch", read: (values) => readBoolean(values.at(-1) ?? "") },
  jsonSchema: () => ({ type: "boolean" }),
};

/**
 * An integer of `least` or more. `zero` is the failure for 0, if 0 isn't valid; `shape` the one for values that aren't
 * integers.
 */
export function integer(least: number, zero?: string, shape?: string): OptionType {
  const schema = z.int(shape === undefined ? {} : { error: shape }).superRefine((value, context) => {
    const small = value < least ? `is too small; write ${least} or more` : undefined;
    const message = value === 0 && zero !== undefined ? zero : small;
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
  return {
    ...plain("number", schema, Number.isInteger),
    flag: single(readInteger),
    jsonSchema: () => ({ type: "integer", minimum: least }),
  };
}

/** A string, checked by `item`. */
export const text = (item: z.ZodType = z.string()): OptionType => ({
  ...plain("string", item, isText),
  flag: single(same),
  jsonSchema: () => ({ type: "string" }),
});

/** Any JSON value. */
export const anyValue: OptionType = {
  ...plain("unknown", z.json(), () => true),
  flag: single(() => undefined),
  jsonSchema: () => ({}),
};

/** One of several words. */
export const oneOf = (...words: readonly string[]): OptionType => ({
  ...text(z.enum(words as [string, ...string[]], { error: `is unknown; write one of ${words.join(", ")}` })),
  plain: words.map((word) => JSON.stringify(word)).join(" | "),
  input: `pulumi.Input<${words.map((word) => JSON.stringify(word)).join(" | ")}>`,
  jsonSchema: () => ({ type: "string", enum: [...words] }),
});

/** A list of strings in program and daemon.json; `item` checks each. */
export function stringList(item: z.ZodType = z.string()): OptionType {
  return {
    ...plain("string[]", z.array(item), isTextList),
    input: "pulumi.Input<pulumi.Input<string>[]>",
    flag: { takes: "values", read: (values) => [...values] },
    jsonSchema: () => ({ type: "array", items: { type: "string" } }),
  };
}

const map = {
  plain: "Record<string, string>",
  input: "pulumi.Input<Record<string, pulumi.Input<string>>>",
  ownership: "entry",
} as const;

/** An object of strings. The failure of an invalid name is the one of the names' schema. */
const recordOf = (name: z.ZodString): z.ZodType =>
  z.record(name, z.string(), {
    error: (issue) => (issue.code === "invalid_key" ? issue.issues[0]?.message : undefined),
  });

/** Parses `name=value` texts, split at the first `=`; undefined if one has none. */
export function readAssignments(values: readonly string[]): Record<string, string> | undefined {
  if (!values.every((item) => item.includes("="))) return undefined;
  return Object.fromEntries(
    values.map((item) => [item.slice(0, item.indexOf("=")), item.slice(item.indexOf("=") + 1)]),
  );
}

/** A map of strings in program and daemon.json. */
export const stringMap: OptionType = {
  ...map,
  schema: recordOf(z.string().min(1, { error: "has an empty name; write { name: value }" })),
  toFile: same,
  fromFile: (value) =>
    isJsonObject(value) ? readable(value, (text) => (isText(text) ? text : undefined)) : undefined,
  flag: { takes: "values", read: readAssignments },
  jsonSchema: () => ({ type: "object", additionalProperties: { type: "string" } }),
};

/** An object in a program, a list of `key=value` in daemon.json; `refuse` checks a name. */
export function assignments(refuse: (name: string) => string | undefined): OptionType {
  return {
    ...map,
    schema: recordOf(textThat(refuse)),
    entryForm: {
      split: (value) =>
        isTextList(value)
          ? Object.fromEntries(value.map((item) => [item.split("=")[0] ?? "", item] as const))
          : undefined,
      join: (entries) => Object.values(entries),
    },
    toFile: (value) => Object.entries(value as Record<string, string>).map(([k, v]) => `${k}=${v}`),
    fromFile: (value) =>
      isTextList(value) ? readAssignments(value.filter((item) => item.includes("="))) : undefined,
    flag: { takes: "values", read: (values) => (readAssignments(values) ? [...values] : undefined) },
    jsonSchema: () => ({ type: "array", items: { type: "string", pattern: "^[^=]+=" } }),
  };
}

/** Converts the values of a map, without entries that can't be converted: those are unmanaged. */
export function readable(
  record: JsonObject,
  convert: (value: Json, name: string) => Json | undefined,
): JsonObject {
  const entries = Object.entries(record).map(([name, value]) => [name, convert(value, name)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

/**
 * Returns an object's members by the names that Go's JSON decoder assigns them to: it ignores case when it fills a struct.
 * Undefined if two names are the same to it.
 */
export function asGoMembers(record: JsonObject, names: readonly string[]): JsonObject | undefined {
  const entries = Object.entries(record).map(([key, value]): [string, Json] => [
    names.find((name) => name.toLowerCase() === key.toLowerCase()) ?? key,
    value,
  ]);
  return new Set(entries.map(([name]) => name)).size === entries.length
    ? Object.fromEntries(entries)
    : undefined;
}

/** Converts the values of an object; undefined if one can't be converted. */
export function mapped(
  record: JsonObject,
  convert: (value: Json, name: string) => Json | undefined,
): JsonObject | undefined {
  const entries = Object.entries(record).map(([name, value]) => [name, convert(value, name)] as const);
  return entries.every((entry): entry is readonly [string, Json] => entry[1] !== undefined)
    ? Object.fromEntries(entries)
    : undefined;
}
