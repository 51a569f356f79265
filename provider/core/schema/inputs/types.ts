import { z } from "zod";
import type { Json, JsonObject } from "../../json";
import { nearest } from "../../nearest";
import type { InputType } from "./input";

/** A string, checked by `schema`. */
export const text = (schema: z.ZodType = z.string()): InputType<string> => ({
  shape: z.string(),
  schema,
  plain: "string",
});

/** A string that may not be empty. */
export const filled = (error: string): InputType<string> => text(z.string().min(1, { error }));

export const flag: InputType<boolean> = { shape: z.boolean(), schema: z.boolean(), plain: "boolean" };

/** One of some words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T): InputType<T[number]> {
  const schema = z.enum(words, { error: `unknown value; write one of ${words.join(", ")}` });
  return { shape: schema, schema, plain: words.map((word) => JSON.stringify(word)).join(" | ") };
}

/** A list of some words. An unknown one is answered with the most similar. */
export function listOf<const T extends readonly [string, ...string[]]>(
  words: T,
): InputType<readonly T[number][]> {
  const word = z.enum(words, {
    error: ({ input }) => {
      const similar = typeof input === "string" ? nearest(input, words) : undefined;
      return similar === undefined
        ? `unknown value; write one of ${words.join(", ")}`
        : `unknown value; did you mean ${similar}?`;
    },
  });
  const union = words.map((each) => JSON.stringify(each)).join(" | ");
  return {
    shape: z.array(word),
    schema: z.array(word),
    plain: `(${union})[]`,
    input: `pulumi.Input<${union}>[]`,
  };
}

/** The longest timeout. All together stay below what a timer of Node.js takes (2^31 ms, 24 days). */
const DAY = 86_400;

/** Seconds, from `least` to a day. */
export const seconds = (least: number): InputType<number> => {
  const shape = z.number({ error: "isn't a number of seconds; write it as in 60" });
  return {
    shape,
    schema: shape
      .min(least, { error: `is too short; write ${least} or more seconds` })
      .max(DAY, { error: `is too long; write ${DAY} seconds or fewer` }),
    plain: "number",
    unit: `In seconds, ${least} to ${DAY}.`,
  };
};

/** A JSON object, checked by `schema`. */
export const jsonObject = (schema: z.ZodType, plain: string, input = plain): InputType<JsonObject> => ({
  shape: z.record(z.string(), z.custom<Json>()),
  schema,
  plain,
  input,
});
