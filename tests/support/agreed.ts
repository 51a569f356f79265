import type { ChangeName } from "./faults/changes";
import type { CallName } from "./faults/operation";

/** What strikes at the beginning of a step, or during the whole operation. */
export type Strike =
  "nothing" | "client killed" | "connection lost" | "script killed" | "power cut" | "engine dies";

/**
 * A scenario that ends the same way on a simulated machine and on a real host: unchanged, or with the new
 * configuration.
 */
export interface Agreed {
  readonly operation: CallName;
  readonly change: ChangeName;
  readonly strike: Strike;
  /** The step at whose beginning it strikes; "" for the whole operation. */
  readonly step: string;
  readonly end: "before" | "after";
}

const withoutFault = (["create", "update", "remove"] as const).flatMap((operation) =>
  (["reload", "restart", "rebind"] as const).map((change): Agreed => {
    return { operation, change, strike: "nothing", step: "", end: "after" };
  }),
);

const struck = (
  strike: Strike,
  operation: CallName,
  change: ChangeName,
  ...steps: readonly string[]
): readonly Agreed[] => steps.map((step) => ({ operation, change, strike, step, end: "before" }));

const EARLY = ["stage", "validate", "backup"] as const;
const LATE = ["switch over", "activate", "verify"] as const;

/** A change is rolled back if anything ends it before it is confirmed. */
export const AGREED: readonly Agreed[] = [
  ...withoutFault,
  ...struck("nothing", "create", "refused", ""),
  ...struck("nothing", "update", "refused", ""),
  ...struck("client killed", "update", "restart", "lock host", ...EARLY, ...LATE),
  ...struck("connection lost", "create", "reload", "lock host", ...EARLY, ...LATE),
  ...struck("script killed", "create", "restart", ...EARLY, "switch over", "activate"),
  ...struck("power cut", "update", "restart", ...EARLY, ...LATE),
  ...struck("power cut", "remove", "rebind", ...EARLY, ...LATE),
  ...struck("engine dies", "create", "restart", ""),
  ...struck("engine dies", "update", "rebind", ""),
];

export const nameOf = ({ operation, change, strike, step }: Agreed): string =>
  `${operation} by ${change}, ${strike}${step === "" ? "" : ` at ${step}`}`;
