import { environmentFile } from "./environment";
import { beginsWithVariable, shellVariables, shellWords } from "./shell";
import { expanded, openQuote, unitWords, type Variables, variablesIn } from "./words";

/** Who reads a command line: a unit's ExecStart is systemd's, a script or what is typed is a shell's. */
export type Reader = "shell" | "systemd";

/** The words of a command line, and what of it couldn't be read. */
export interface Line {
  readonly words: readonly string[];
  /** Parts that only a running shell could tell, and quotes that aren't closed. */
  readonly unread: readonly string[];
  /** Variables whose values aren't known. */
  readonly unset: readonly string[];
  /** Variables of the environment that hold no flags. */
  readonly beside: readonly string[];
}

/**
 * Reads what may be a command line (`dockerd -D $DOCKER_OPTS`), a line of a unit (`ExecStart=/usr/bin/dockerd -D`), or
 * an environment file with flags in its variables (`DOCKER_OPTS="-D"`).
 *
 * @param file the text of the environment file that the line's variables are in
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

/** The signs before a unit's program are for systemd. */
const withoutSigns = (word: string, at: number): string =>
  at === 0 ? word.replace(/^[@:+!|-]+(?=\/)/, "") : word;

function shellLine(text: string, file: string): Line {
  const before = shellVariables(file);
  const { value, unread, unset } = shellWords(text, before.value);
  return { words: value, unread: [...before.unread, ...unread], unset, beside: [] };
}

/** The flags in an environment file's variables, whatever these are called. */
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
