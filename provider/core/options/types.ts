import { z } from "zod";
import { isJsonObject, type Json } from "../json";
import type { OptionType } from "./option";

const isText = (value: Json): value is string => typeof value === "string";
const isTextList = (value: Json): value is readonly string[] => Array.isArray(value) && value.every(isText);

/** A JSON boolean on both sides. */
export const boolean: OptionType = {
  schema: z.boolean(),
  plain: "boolean",
  input: "pulumi.Input<boolean>",
  ownership: "whole",
  toFile: (value) => value,
  fromFile: (value) => (typeof value === "boolean" ? value : undefined),
};

/** A list of strings on both sides; `item` checks each of them. */
export function stringList(item: z.ZodType = z.string()): OptionType {
  return {
    schema: z.array(item),
    plain: "string[]",
    input: "pulumi.Input<pulumi.Input<string>[]>",
    ownership: "whole",
    toFile: (value) => value,
    fromFile: (value) => (isTextList(value) ? value : undefined),
  };
}

const map = { plain: "Record<string, string>", input: "pulumi.Input<Record<string, pulumi.Input<string>>>" };

/** A map of strings on both sides. */
export const stringMap: OptionType = {
  ...map,
  schema: z.record(z.string().min(1), z.string()),
  ownership: "entry",
  toFile: (value) => value,
  fromFile: (value) => (isJsonObject(value) && Object.values(value).every(isText) ? value : undefined),
};

/** A record to the program, a list of `key=value` in daemon.json; `entry` checks key and value together. */
export function assignments(entry: (key: string, value: string) => string | undefined): OptionType {
  return {
    ...map,
    schema: z.record(z.string(), z.string()).superRefine((record, context) => {
      for (const [key, value] of Object.entries(record)) {
        const message = entry(key, value);
        if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
      }
    }),
    ownership: "entry",
    toFile: (value) => Object.entries(value as Record<string, string>).map(([k, v]) => `${k}=${v}`),
    fromFile: (value) => {
      if (!isTextList(value) || !value.every((item) => item.includes("="))) return undefined;
      return Object.fromEntries(
        value.map((item) => [item.slice(0, item.indexOf("=")), item.slice(item.indexOf("=") + 1)]),
      );
    },
  };
}
