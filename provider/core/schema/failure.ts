/** One thing that is wrong with a program's inputs. */
export interface Failure {
  /** The property, as a program writes it: `options.registryMirrors[0]`. */
  readonly path: string;
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}
