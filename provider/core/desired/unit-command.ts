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
import { type Setting, settings } from "./unit-text";

/** Why docker.service can't be planned, and what to do about it. */
export interface UnitConflict {
  readonly conflict: string;
  readonly remedy: string;
}

/** A word of ExecStart. */
export interface CommandWord {
  /** As it stands in the unit. */
  readonly raw: string;
  /** As the program gets it: one word, or what a variable holds. */
  readonly into: readonly string[];
  /** The file that sets it: the unit's, or that of its variable. */
  readonly path: string;
  /** Whether a specifier (`%H`) stands in it, whose value only systemd knows. */
  readonly hasSpecifier: boolean;
}

/** The command line that a unit starts. */
export interface UnitCommand {
  /** The file with its ExecStart. */
  readonly path: string;
  readonly words: readonly CommandWord[];
}

/** The one command line of a unit. */
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
  conflict: `docker.service has ${paths.length} ExecStart commands (in ${[...new Set(paths)].join(", ")}); dockerd has to be the only one`,
  remedy: `write an empty line \`ExecStart=\` before the one of ${paths.at(-1) ?? ""} that counts, and run \`systemctl daemon-reload\``,
});

interface Command {
  readonly path: string;
  readonly words: readonly Word[];
}

/** The commands of one ExecStart: a semicolon alone is between two. */
function commandsIn({ path, value }: Setting): readonly Command[] {
  const commands: Word[][] = [[]];
  for (const word of unitWords(value)) {
    if (word.raw === ";") commands.push([]);
    else commands.at(-1)?.push(word);
  }
  return commands.filter((words) => words.length > 0).map((words) => ({ path, words }));
}

/** A variable of the unit. */
interface Variable {
  readonly value: string;
  readonly path: string;
  readonly hasSpecifier: boolean;
}

/** Files go before what stands in the unit itself, later ones before earlier ones. */
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

function wordsOf({ path, words }: Command, all: ReadonlyMap<string, Variable>): readonly CommandWord[] {
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
 * Why a unit's text can't be trusted: systemd reads another command in it than this provider does. What systemd read
 * isn't known if the files are newer.
 */
export function readOtherwise({ files, commands }: UnitText): UnitConflict | undefined {
  const ours = settings(files, "ExecStart").flatMap(commandsIn);
  const agrees =
    ours.length === commands?.length && ours.every(({ words }, at) => shows(commands[at] ?? "", words));
  if (commands === undefined || agrees) return undefined;
  return {
    conflict: `ExecStart in ${ours.at(-1)?.path ?? "docker.service"} can't be read as systemd reads it`,
    remedy: "write it in one line, with each word in double quotes, and run `systemctl daemon-reload`",
  };
}

/** Whether systemd shows a command as it was read here. It shows no quotes, and what a specifier stands for. */
function shows(shown: string, words: readonly Word[]): boolean {
  // What systemd shows of a word with a line end can't be told from its next line.
  if (words.some(({ text }) => /[\r\n]/.test(text))) return true;
  const { program, name, args } = split(words, ({ text }) => text);
  const patterns = args.map((word) =>
    hasSpecifier(word) ? escaped(word.text).replace(/%[A-Za-z]/g, ".*") : escaped(word.text),
  );
  return new RegExp(`^${[escaped(name?.text ?? program), ...patterns].join(" ")}$`).test(shown);
}

const escaped = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");

const SIGNS = /^[@:+!|-]*/;

interface SplitCommand<T> {
  readonly signs: string;
  readonly program: string;
  /** What the program is to be called, behind a path with `@`. */
  readonly name: T | undefined;
  readonly args: readonly T[];
}

/** A command's parts. The signs before its first word are for systemd. */
function split<T>(words: readonly T[], textOf: (word: T) => string): SplitCommand<T> {
  const [first] = words;
  const path = first === undefined ? "" : textOf(first);
  const [signs = ""] = SIGNS.exec(path) ?? [];
  const isNamed = signs.includes("@");
  const name = isNamed ? words[1] : undefined;
  return { signs, program: path.slice(signs.length), name, args: words.slice(isNamed ? 2 : 1) };
}

/** The words of a command that its program gets, its path first. */
export function programWords(words: readonly string[]): readonly string[] {
  const { program, args } = split(words, (word) => word);
  return [program, ...args];
}
