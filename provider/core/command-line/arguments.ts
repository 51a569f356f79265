/** A flag as a command line gives it. */
export interface GivenFlag {
  /** As it is written, without its value: `--label`, `-H`, `-icc`. */
  readonly written: string;
  /** The same flag with the minuses that it has today: `--icc`. */
  readonly flag: string;
  /** Undefined where none is given: a boolean's own, or one that is missing. */
  readonly value: string | undefined;
  /** The words that say it alone; another flag may stand in the same word (`-DH tcp://...`). */
  readonly alone: readonly string[];
}

/** Some words of a command line that belong together. */
export interface Argument {
  /** Where they begin, and how many they are. */
  readonly at: number;
  readonly length: number;
  /** None where the word is no flag; several where short flags are written together. */
  readonly flags: readonly GivenFlag[];
}

/** Whether a flag takes a value; undefined for a flag that nobody knows. */
export type TakesValue = (flag: string) => boolean | undefined;

/**
 * Reads a command line's arguments as dockerd does: `--flag value` or `--flag=value`, `-f value`, `-fvalue` or `-f=value`;
 * a boolean's value only behind `=`; short flags may be written together; nothing is a flag behind `--`.
 *
 * A long flag with one minus, as Docker took some up to 1.12, is read as that flag. An unknown one takes the word behind
 * it unless that is a flag: dockerd takes no other words, so that's what a newer engine's would be.
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

/** Short flags in one word: the first that takes a value takes the rest of the word. */
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

interface Found {
  readonly written: string;
  readonly flag: string;
  /** What stands in the same word behind it. */
  readonly attached: string;
  readonly next: string | undefined;
}

function given({ written, flag, attached, next }: Found, takesValue: TakesValue): GivenFlag {
  const word = written + attached;
  if (attached !== "") return { written, flag, value: attached.replace(/^=/, ""), alone: [word] };
  const takes = takesValue(flag) ?? next?.startsWith("-") === false;
  return takes && next !== undefined
    ? { written, flag, value: next, alone: [word, next] }
    : { written, flag, value: undefined, alone: [word] };
}
