/** A flag on a command line. */
export interface GivenFlag {
  /** As written, without its value: `--label`, `-H`, `-icc`. */
  readonly written: string;
  /** The same flag in its current spelling: `--icc`. */
  readonly flag: string;
  /** Undefined for a switch without a value, and if the value is missing. */
  readonly value: string | undefined;
  /** The flag and its value as words of their own: `-DH tcp://...` has `-D` and `-H tcp://...`. */
  readonly alone: readonly string[];
}

/** A flag with its value, short flags in one word, or a word that is not a flag. */
export interface Argument {
  /** The index of its first word. */
  readonly at: number;
  /** The number of its words. */
  readonly length: number;
  /** Empty if the word is not a flag; several if short flags share a word. */
  readonly flags: readonly GivenFlag[];
}

/** Returns whether a flag takes a value; undefined for an unknown flag. */
export type TakesValue = (flag: string) => boolean | undefined;

/**
 * Parses a command line's arguments as dockerd does: `--flag value` or `--flag=value`, `-f value`, `-fvalue` or `-f=value`;
 * a switch takes a value only after `=`; short flags may share a word; `--` ends the flags.
 *
 * A long flag with a single dash, accepted up to Docker 1.12, is parsed as that flag. An unknown flag takes the next word
 * unless that is a flag: dockerd takes no positional arguments, so the flag may be one of a newer release.
 */
export function readArguments(words: readonly string[], takesValue: TakesValue): readonly Argument[] {
  const list: Argument[] = [];
  let ended = false;
  for (let at = 0; at < words.length; at += list.at(-1)?.length ?? 1) {
    const word = words[at] ?? "";
    ended ||= word === "--";
    const isFlag = !ended && /^-[^-]|^--[^-=]/.test(word);
    const flags = isFlag ? readWord(word, words[at + 1], takesValue) : [];
    list.push({ at, length: flags.some(({ alone }) => alone.length > 1) ? 2 : 1, flags });
  }
  return list;
}

function readWord(word: string, next: string | undefined, takesValue: TakesValue): readonly GivenFlag[] {
  const name = word.replace(/=[^]*$/, "");
  const long = name.startsWith("--") ? name : `-${name}`;
  if (name.startsWith("--") || (name.length > 2 && takesValue(long) !== undefined)) {
    return [given({ written: name, flag: long, attached: word.slice(name.length), next }, takesValue)];
  }
  return readLetters(word.slice(1), next, takesValue);
}

/** Parses short flags in one word: the first one that takes a value takes the rest of the word. */
function readLetters(
  letters: string,
  next: string | undefined,
  takesValue: TakesValue,
): readonly GivenFlag[] {
  const flag = `-${letters.charAt(0)}`;
  const rest = letters.slice(1);
  if (rest === "" || rest.startsWith("=") || takesValue(flag) !== false) {
    return [given({ written: flag, flag, attached: rest, next }, takesValue)];
  }
  const own: GivenFlag = { written: flag, flag, value: undefined, alone: [flag] };
  return [own, ...readLetters(rest, next, takesValue)];
}

interface FlagText {
  readonly written: string;
  readonly flag: string;
  /** The rest of its word. */
  readonly attached: string;
  /** The next word. */
  readonly next: string | undefined;
}

function given({ written, flag, attached, next }: FlagText, takesValue: TakesValue): GivenFlag {
  const word = written + attached;
  if (attached !== "") return { written, flag, value: attached.replace(/^=/, ""), alone: [word] };
  const takes = takesValue(flag) ?? next?.startsWith("-") === false;
  return takes && next !== undefined
    ? { written, flag, value: next, alone: [word, next] }
    : { written, flag, value: undefined, alone: [word] };
}
