import type { ChangeName } from "./faults/changes";
import type { OperationName } from "./faults/operation";

/** What strikes at a step of a scenario, or all along. */
export type Strike =
  "nothing" | "client killed" | "connection lost" | "script killed" | "power cut" | "engine dies";

/** A scenario that ends alike on a played machine and on a real host: as before, or with the new set. */
export interface Agreed {
  readonly operation: OperationName;
  readonly change: ChangeName;
  readonly strike: Strike;
  /** The step at whose begin it strikes. */
  readonly step: string;
  readonly end: "before" | "after";
}

const undisturbed = (["create", "update", "remove"] as const).flatMap((operation) =>
  (["reload", "restart", "rebind"] as const).map((change): Agreed => {
    return { operation, change, strike: "nothing", step: "", end: "after" };
  }),
);

const struck = (
  strike: Strike,
  operation: OperationName,
  change: ChangeName,
  ...steps: readonly string[]
): readonly Agreed[] => steps.map((step) => ({ operation, change, strike, step, end: "before" }));

const EARLY = ["stage", "validate", "backup"] as const;
const LATE = ["switch over", "activate", "verify"] as const;

/** A change is undone whatever ends it before it is confirmed. */
export const AGREED: readonly Agreed[] = [
  ...undisturbed,
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
