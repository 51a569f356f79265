import { environmentFile } from "./environment";
import { beginsWithVariable, shellVariables, shellWords } from "./shell";
import { expanded, openQuote, unitWords, type Variables, variablesIn } from "./words";

/** The program whose syntax a command line has: systemd for a unit's ExecStart, otherwise a shell. */
export type Reader = "shell" | "systemd";

/** The words of a command line, and the parts that could not be parsed. */
export interface Line {
  readonly words: readonly string[];
  /** Parts that only a running shell can expand, and unterminated quotes. */
  readonly unread: readonly string[];
  /** Variables that are used and not set. */
  readonly unset: readonly string[];
  /** Environment variables without flags. */
  readonly beside: readonly string[];
}

/**
 * Parses a command line (`dockerd -D $DOCKER_OPTS`), a line of a unit (`ExecStart=/usr/bin/dockerd -D`), or an environment
 * file with flags in its variables (`DOCKER_OPTS="-D"`).
 *
 * @param file the text of the environment file that sets the line's variables
 */
export function readLine(text: string, reader: Reader, file: string): Line {
  const unit = /^\s*ExecStart=([^]*)$/.exec(text)?.[1];
  if (unit !== undefined) return systemdLine(unit, environmentFile(file));
  if (text.trim() === "" || beginsWithVariable(text)) return flagsOfFile(`${file}\n${text}`, reader);
  return reader === "systemd" ? systemdLine(text, environmentFile(file)) : shellLine(text, file);
}

function systemdLine(text: string, variables: Variables): Line {
  const command = text.replace(/\\\r?\n/g, " ");
  const words = unitWords(command);
  const open = openQuote(command);
  return {
    words: words.flatMap((word) => expanded(word, variables)).map(withoutSigns),
    unread: open === undefined ? [] : [open],
    unset: words.flatMap(variablesIn).filter((name) => !variables.has(name)),
    beside: [],
  };
}

/** Removes the prefixes of ExecStart (`-`, `@`, `:`, `+`, `!`, `|`), which are for systemd. */
const withoutSigns = (word: string, at: number): string =>
  at === 0 ? word.replace(/^[@:+!|-]+(?=\/)/, "") : word;

function shellLine(text: string, file: string): Line {
  const before = shellVariables(file);
  const { value, unread, unset } = shellWords(text, before.value);
  return { words: value, unread: [...before.unread, ...unread], unset, beside: [] };
}

/** Returns the flags in an environment file's variables, whatever their names. */
function flagsOfFile(text: string, reader: Reader): Line {
  const {
    value: variables,
    unread,
    unset,
  } = reader === "shell" ? shellVariables(text) : { value: environmentFile(text), unread: [], unset: [] };
  const names = [...variables.keys()];
  const withFlags = names.filter((name) => /^\s*["']?-/.test(variables.get(name) ?? ""));
  const lines = withFlags.map((name) =>
    reader === "shell"
      ? shellWords(`$${name}`, variables).value
      : expanded({ raw: "", text: `$${name}` }, variables),
  );
  return { words: lines.flat(), unread, unset, beside: names.filter((name) => !withFlags.includes(name)) };
}
