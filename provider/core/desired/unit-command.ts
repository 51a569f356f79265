import { environmentFile } from "../command-line/environment";
import {
  expanded,
  hasSpecifier,
  unitWords,
  type Variables,
  variablesIn,
  type Word,
} from "../command-line/words";
import type { UnitText } from "../observed/host";
import { settings, type UnitSetting } from "./unit-text";

/** The reason why no drop-in can be planned, with its remedy. */
export interface UnitConflict {
  readonly conflict: string;
  readonly remedy: string;
}

/** A word of ExecStart. */
export interface CommandWord {
  /** As written in the unit. */
  readonly raw: string;
  /** As the program gets it: one word, or the words of a variable. */
  readonly into: readonly string[];
  /** The file that sets it: the unit's, or that of its variable. */
  readonly path: string;
  /** Whether it contains a specifier (`%H`), whose value only systemd knows. */
  readonly hasSpecifier: boolean;
}

/** The command line that a unit starts. */
export interface UnitCommand {
  /** The file with its ExecStart. */
  readonly path: string;
  readonly words: readonly CommandWord[];
}

/** Returns the command line of a unit, which must have exactly one. */
export function unitCommand(unit: UnitText): UnitCommand | UnitConflict {
  const starts = settings(unit.files, "ExecStart").flatMap(commandsIn);
  const [start, second] = starts;
  if (start === undefined) {
    return {
      conflict: "docker.service has no ExecStart",
      remedy:
        "install Docker Engine's own unit, or set ExecStart in a drop-in (`systemctl edit docker.service`)",
    };
  }
  if (second !== undefined) return severalCommands(starts.map(({ path }) => path));
  const [unreadable] = unit.unreadable;
  if (unreadable !== undefined) {
    return {
      conflict: `docker.service can't be started again: its environment file ${unreadable} is missing or not a regular file`,
      remedy: `create ${unreadable}, or make it optional (EnvironmentFile=-${unreadable}) and run \`systemctl daemon-reload\``,
    };
  }
  return { path: start.path, words: wordsOf(start, variables(unit)) };
}

const severalCommands = (paths: readonly string[]): UnitConflict => ({
  conflict: `docker.service has ${paths.length} ExecStart commands (in ${[...new Set(paths)].join(", ")}); dockerd must be the only one`,
  remedy: `add an empty line \`ExecStart=\` before the command that starts dockerd in ${paths.at(-1) ?? ""}, and run \`systemctl daemon-reload\``,
});

interface StartCommand {
  readonly path: string;
  readonly words: readonly Word[];
}

/** Splits an ExecStart into its commands: a semicolon as a word of its own separates them. */
function commandsIn({ path, value }: UnitSetting): readonly StartCommand[] {
  const commands: Word[][] = [[]];
  for (const word of unitWords(value)) {
    if (word.raw === ";") commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.filter((words) => words.length > 0).map((words) => ({ path, words }));
}

/** An environment variable of the unit. */
interface Variable {
  readonly value: string;
  readonly path: string;
  readonly hasSpecifier: boolean;
}

/** Returns a unit's environment: EnvironmentFile= overrides Environment=, and later assignments override earlier ones. */
function variables({ files, environmentFiles }: UnitText): ReadonlyMap<string, Variable> {
  const inUnit = settings(files, "Environment").flatMap(({ path, value }) =>
    unitWords(value).flatMap((word): [string, Variable][] => {
      const [, name, text] = /^([A-Za-z_]\w*)=([^]*)$/.exec(word.text) ?? [];
      return name === undefined || text === undefined
        ? []
        : [[name, { value: text, path, hasSpecifier: hasSpecifier(word) }]];
    }),
  );
  const inFiles = environmentFiles.flatMap(({ path, text }) =>
    [...environmentFile(text)].map(([name, value]): [string, Variable] => [
      name,
      { value, path, hasSpecifier: false },
    ]),
  );
  return new Map([...inUnit, ...inFiles]);
}

function wordsOf({ path, words }: StartCommand, all: ReadonlyMap<string, Variable>): readonly CommandWord[] {
  const literal = split(words, ({ text }) => text).signs.includes(":");
  const values: Variables = new Map([...all].map(([name, { value }]) => [name, value]));
  return words.map((word) => {
    const used = literal ? [] : variablesIn(word).flatMap((name) => all.get(name) ?? []);
    return {
      raw: word.raw,
      into: literal ? [word.text] : expanded(word, values),
      path: used[0]?.path ?? path,
      hasSpecifier: hasSpecifier(word) || used.some((variable) => variable.hasSpecifier),
    };
  });
}

/**
 * Refuses a unit that this provider parses differently from systemd. Systemd's result is unknown if the files are newer
 * than its last reload.
 */
export function parsedDifferently({ files, commands }: UnitText): UnitConflict | undefined {
  const parsed = settings(files, "ExecStart").flatMap(commandsIn);
  const agrees =
    parsed.length === commands?.length && parsed.every(({ words }, at) => matches(commands[at] ?? "", words));
  if (commands === undefined || agrees) return undefined;
  return {
    conflict: `ExecStart in ${parsed.at(-1)?.path ?? "docker.service"} cannot be parsed as systemd parses it`,
    remedy: "write it in one line, with each word in double quotes, and run `systemctl daemon-reload`",
  };
}

/** Returns whether systemd reports the same command. It reports no quotes, and specifiers with their values. */
function matches(reported: string, words: readonly Word[]): boolean {
  // A word with a line end can't be distinguished from systemd's next line.
  if (words.some(({ text }) => /[\r\n]/.test(text))) return true;
  const { program, name, args } = split(words, ({ text }) => text);
  const patterns = args.map((word) =>
    hasSpecifier(word) ? escaped(word.text).replace(/%[A-Za-z]/g, ".*") : escaped(word.text),
  );
  return new RegExp(`^${[escaped(name?.text ?? program), ...patterns].join(" ")}$`).test(reported);
}

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");

const SIGNS = /^[@:+!|-]*/;

interface SplitCommand<T> {
  /** The prefixes of ExecStart, which are for systemd. */
  readonly signs: string;
  readonly program: string;
  /** With the prefix `@`: the program's argv[0]. */
  readonly name: T | undefined;
  readonly args: readonly T[];
}

function split<T>(words: readonly T[], textOf: (word: T) => string): SplitCommand<T> {
  const [first] = words;
  const path = first === undefined ? "" : textOf(first);
  const [signs = ""] = SIGNS.exec(path) ?? [];
  const isNamed = signs.includes("@");
  const name = isNamed ? words[1] : undefined;
  return { signs, program: path.slice(signs.length), name, args: words.slice(isNamed ? 2 : 1) };
}

/** Returns the words that a command's program gets, its path first. */
export function programWords(words: readonly string[]): readonly string[] {
  const { program, args } = split(words, (word) => word);
  return [program, ...args];
}
