import { z } from "zod";

/** The longest time that is accepted. All together stay below what a timer of Node.js takes (2^31 ms, 24 days). */
const MOST = 86_400;

/** Seconds, from `least` to a day. */
const seconds = (least: number): z.ZodNumber =>
  z
    .number({ error: "isn't a number of seconds; write it as in 60" })
    .min(least, { error: `is too short; write ${least} or more seconds` })
    .max(MOST, { error: `is too long; write ${MOST} seconds or fewer` });

const oneOf = <const T extends readonly [string, ...string[]]>(
  words: T,
): z.ZodEnum<{ [K in T[number]]: K }> =>
  z.enum(words, { error: `isn't known; write one of ${words.join(", ")}` });

/** How a change is applied. */
export const Apply = z.strictObject({
  confirmTimeout: seconds(5).optional(),
  settle: seconds(0).optional(),
  onFailure: oneOf(["restore", "keep"]).optional(),
  onDelete: oneOf(["restore", "removeOwned", "leave"]).optional(),
  onUnreachable: oneOf(["fail", "warn"]).optional(),
  takeOver: z.boolean().optional(),
});
export type Apply = z.infer<typeof Apply>;

/** How long each phase may take, in seconds. */
export const Timeouts = z.strictObject({
  connect: seconds(1).optional(),
  observe: seconds(1).optional(),
  apply: seconds(10).optional(),
  verify: seconds(1).optional(),
});
export type Timeouts = z.infer<typeof Timeouts>;

/** The same with every value. Seconds. */
export type ApplySettings = Readonly<Required<Apply>>;
export type Limits = Readonly<Required<Timeouts>>;

export const APPLY_DEFAULTS: ApplySettings = {
  confirmTimeout: 60,
  settle: 2,
  onFailure: "restore",
  onDelete: "restore",
  onUnreachable: "fail",
  takeOver: false,
};

export const LIMIT_DEFAULTS: Limits = { connect: 30, observe: 30, apply: 180, verify: 60 };
