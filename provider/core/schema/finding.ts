import type { Path } from "../property-path";

/** A problem of a declared option: it can't be applied, or doesn't do what one may expect. */
export interface Finding {
  /** Within the inputs: `["options", "logFormat"]`. */
  readonly path: Path;
  readonly verdict: "refused" | "warning";
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}
