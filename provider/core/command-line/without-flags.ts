import { optionByKey } from "../options";
import { type GivenFlag, readArguments } from "./arguments";
import { flagsOfKey, takesValue } from "./flags";

/** A flag that left a command line, with the words where it was. */
export interface GoneFlag {
  readonly flag: GivenFlag;
  readonly at: number;
  readonly length: number;
}

/** What a command line is without some flags. */
export interface Left {
  /** For each word what is in its place: itself, nothing, or what else stood in it (`-D` of `-DH`). */
  readonly words: readonly (readonly string[])[];
  readonly gone: readonly GoneFlag[];
}

/**
 * A command line without the flags of some keys of daemon.json, and without the values that follow them as words of
 * their own. Flags that dockerd takes beside their key stay.
 */
export function withoutFlagsOf(keys: readonly string[], argv: readonly string[]): Left {
  return withoutFlags(keys.filter((key) => optionByKey(key)?.besideFlag !== true).flatMap(flagsOfKey), argv);
}

/** A command line without some flags. */
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
