/** What became of a part of a command line. */
export interface CommandLineNote {
  /** The flag as it is written, `-g`; another word or a variable, where it is no flag. */
  readonly flag: string;
  /**
   * `mapped`: it stands in `options`. `left out`: it is about nothing that options could say. `refused`: it is wrong,
   * or nothing of that kind is there any more.
   */
  readonly kind: "mapped" | "left out" | "refused";
  /** The option that it is: `dataRoot`. */
  readonly option?: string;
  /** What became of it, and where it is refused, what to write instead. */
  readonly text: string;
}
