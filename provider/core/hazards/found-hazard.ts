import type { Hazard } from "../options";

/** A hazard that a plan has on a host. */
export interface FoundHazard {
  readonly hazard: Hazard;
  /** What happens, with the names of what it happens to. */
  readonly what: string;
  /** A way to do without it, as an imperative. */
  readonly instead: string;
}
