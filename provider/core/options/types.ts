import { z } from "zod";
import { isJsonObject, type Json } from "../json";
import type { OptionType } from "./option";

const isText = (value: Json): value is string => typeof value === "string";

/** Whether a value is a list of strings. */
export const isTextList = (value: Json): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);

/** A string that a rule may refuse: it tells what is wrong and what to write instead. */
export function textThat(refuse: (text: string) => string | undefined): z.ZodString {
  return z.string().superRefine((text, context) => {
    const message = refuse(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });
}

const same = (value: Json): Json => value;

/** A type whose value is the same on both sides. */
function plain(name: string, schema: z.ZodType, shape: (value: Json) => boolean): OptionType {
  const input = `pulumi.Input<${name}>`;
  const fromFile = (value: Json): Json | undefined => (shape(value) ? value : undefined);
  return { schema, plain: name, input, ownership: "whole", toFile: same, fromFile };
}

/** A JSON boolean. */
export const boolean = plain("boolean", z.boolean(), (value) => typeof value === "boolean");

/** A JSON number without a fraction, from `least` on. */
export const integer = (least: number): OptionType =>
  plain("number", z.int().min(least, { error: `is too small; write ${least} or more` }), Number.isInteger);

/** A string, checked by `item`. */
export const text = (item: z.ZodType = z.string()): OptionType => plain("string", item, isText);

/** One of some words. */
export const oneOf = (...words: readonly string[]): OptionType => ({
  ...text(z.enum(words as [string, ...string[]], { error: `isn't known; write one of ${words.join(", ")}` })),
  plain: words.map((word) => JSON.stringify(word)).join(" | "),
  input: `pulumi.Input<${words.map((word) => JSON.stringify(word)).join(" | ")}>`,
});

/** A list of strings on both sides; `item` checks each of them. */
export function stringList(item: z.ZodType = z.string()): OptionType {
  return {
    ...plain("string[]", z.array(item), isTextList),
    input: "pulumi.Input<pulumi.Input<string>[]>",
  };
}

/** A list of records with the same fields on both sides. `fields` is their type in TypeScript, field by field. */
export function recordList(
  item: z.ZodType,
  fields: Readonly<Record<string, "string" | "number">>,
): OptionType {
  const body = (wrap: (type: string) => string): string =>
    Object.entries(fields)
      .map(([field, type]) => `${field}: ${wrap(type)}`)
      .join("; ");
  const matches = (value: Json): boolean =>
    Array.isArray(value) && value.every((entry) => isJsonObject(entry as Json));
  return {
    ...plain(`{ ${body((type) => type)} }[]`, z.array(item), matches),
    input: `pulumi.Input<pulumi.Input<{ ${body((type) => `pulumi.Input<${type}>`)} }>[]>`,
  };
}

const map = {
  plain: "Record<string, string>",
  input: "pulumi.Input<Record<string, pulumi.Input<string>>>",
  ownership: "entry",
} as const;

/** A record of strings; what its names' schema says of a name is what the user gets to read. */
const recordOf = (name: z.ZodString): z.ZodType =>
  z.record(name, z.string(), {
    error: (issue) => (issue.code === "invalid_key" ? issue.issues[0]?.message : undefined),
  });

/** A map of strings on both sides. */
export const stringMap: OptionType = {
  ...map,
  schema: recordOf(z.string().min(1, { error: "has no name; write { name: value }" })),
  toFile: same,
  fromFile: (value) => (isJsonObject(value) && Object.values(value).every(isText) ? value : undefined),
};

/** A record to the program, a list of `key=value` in daemon.json; `refuse` checks a name. */
export function assignments(refuse: (name: string) => string | undefined): OptionType {
  return {
    ...map,
    schema: recordOf(textThat(refuse)),
    toFile: (value) => Object.entries(value as Record<string, string>).map(([k, v]) => `${k}=${v}`),
    fromFile: (value) => {
      if (!isTextList(value) || !value.every((item) => item.includes("="))) return undefined;
      return Object.fromEntries(
        value.map((item) => [item.slice(0, item.indexOf("=")), item.slice(item.indexOf("=") + 1)]),
      );
    },
  };
}
