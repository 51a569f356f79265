/** A note on a part of a command line. */
export interface CommandLineNote {
  /** The flag as written (`-g`), or any other word or variable. */
  readonly flag: string;
  /** `mapped`: it sets an option. `left out`: no option corresponds to it. `refused`: it is invalid or was removed. */
  readonly kind: "mapped" | "left out" | "refused";
  /** The option that it sets: `dataRoot`. */
  readonly option?: string;
  /** What it means; if it is refused, what to write instead. */
  readonly text: string;
}
