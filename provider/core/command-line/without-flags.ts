import { optionByKey } from "../options";
import { type GivenFlag, readArguments } from "./arguments";
import { flagsOfKey, takesValue } from "./flags";

/** A flag that was removed from a command line, with the position of its words. */
export interface GoneFlag {
  readonly flag: GivenFlag;
  readonly at: number;
  readonly length: number;
}

/** A command line without some flags. */
export interface Left {
  /** The replacement of each word: itself, nothing, or the rest of it (`-D` of `-DH`). */
  readonly words: readonly (readonly string[])[];
  readonly gone: readonly GoneFlag[];
}

/** Removes the flags of some keys of daemon.json, with their values. Flags that dockerd accepts beside their key stay. */
export function withoutFlagsOf(keys: readonly string[], argv: readonly string[]): Left {
  return withoutFlags(keys.filter((key) => optionByKey(key)?.besideFlag !== true).flatMap(flagsOfKey), argv);
}

/** Removes some flags from a command line, with their values. */
export function withoutFlags(names: readonly string[], argv: readonly string[]): Left {
  const found = readArguments(argv, takesValue).map(({ at, length, flags }) => {
    const own = argv.slice(at, at + length);
    const gone = flags.filter(({ flag }) => names.includes(flag)).map((flag) => ({ flag, at, length }));
    if (gone.length === 0) return { gone, words: own.map((word) => [word]) };
    const kept = flags.filter(({ flag }) => !names.includes(flag)).flatMap(({ alone }) => alone);
    return { gone, words: own.map((_word, place) => (place === 0 ? kept : [])) };
  });
  return { words: found.flatMap(({ words }) => words), gone: found.flatMap(({ gone }) => gone) };
}
