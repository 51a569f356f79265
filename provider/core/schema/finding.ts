import type { Path } from "../property-path";

/** Something that is said of declared options: they can't be brought about, or won't do what one may expect. */
export interface Finding {
  /** Within the inputs: `["options", "logFormat"]`. */
  readonly path: Path;
  readonly verdict: "refused" | "warning";
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}
