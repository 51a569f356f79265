import type { EngineVersion } from "../engine-version";
import { isJsonObject, type Json, type JsonObject } from "../json";
import { optionName } from "../options";
import { type Argument, readArguments } from "./arguments";
import { takesValue } from "./flags";
import { type Line, type Reader, readLine } from "./line";
import { type Meaning, meaningOf, programValue } from "./meaning";
import type { CommandLineNote } from "./note";
import { withoutProgram } from "./program";

/** A command line of dockerd as options of a program. */
export interface CommandLine {
  /** The options that it sets, by their names in a program. Their values are not validated. */
  readonly options: JsonObject;
  /** A note on each part of the command line, in order. */
  readonly notes: readonly CommandLineNote[];
}

/** How to parse a command line. */
export interface CommandLineContext {
  /** Defaults to a shell. */
  readonly readBy?: Reader;
  /** The text of the environment file that sets its variables. */
  readonly environmentFile?: string;
  /** The engine for which the options are meant; defaults to the newest one. */
  readonly engine?: EngineVersion;
}

/** Parses a command line, given as text or as words (`/proc/PID/cmdline`). */
export function readCommandLine(
  line: string | readonly string[],
  { readBy = "shell", environmentFile = "", engine }: CommandLineContext = {},
): CommandLine {
  const read =
    typeof line === "string"
      ? readLine(line, readBy, environmentFile)
      : { words: line, unread: [], unset: [], beside: [] };
  const { args, notes } = withoutProgram(read.words);
  const meanings = readArguments(args, takesValue).flatMap((argument) => meaningsOf(argument, args, engine));
  return {
    options: optionsOf(meanings),
    notes: [...notes, ...meanings.map(({ note }) => note), ...besideWords(read)],
  };
}

function meaningsOf(
  { at, flags }: Argument,
  args: readonly string[],
  engine?: EngineVersion,
): readonly Meaning[] {
  if (flags.length > 0) return flags.map((flag) => meaningOf(flag, engine));
  const [word = "", before = ""] = [args[at], args[at - 1]];
  if (word === "--") return [];
  const text =
    takesValue(before) === false && /^(true|false)$/i.test(word)
      ? `${before} takes a value only after =; write ${before}=${word}`
      : "unexpected argument: dockerd takes flags only; remove it";
  return [{ note: { flag: word, kind: "refused", text } }];
}

/** Merges the options of all flags: lists and objects grow, otherwise the last value counts. */
function optionsOf(meanings: readonly Meaning[]): JsonObject {
  const given = meanings.flatMap((meaning) => (meaning.given === undefined ? [] : [meaning.given]));
  const options = new Map<string, Json>();
  for (const { setting } of given) {
    const { option, member } = setting;
    const values = given
      .filter(({ setting: other }) => other.option === option && other.member === member)
      .map(({ value }) => value);
    const value = programValue(setting, values);
    const before = options.get(option.key);
    if (value === undefined) continue;
    options.set(option.key, isJsonObject(before) && isJsonObject(value) ? { ...before, ...value } : value);
  }
  return Object.fromEntries([...options].map(([key, value]) => [optionName(key), value]));
}

/** Makes notes on the parts of a line that could not be parsed into words. */
function besideWords({ unread, unset, beside }: Line): readonly CommandLineNote[] {
  const note = (kind: CommandLineNote["kind"], text: string) => (flag: string) => ({ flag, kind, text });
  return [
    ...unread.map((part) =>
      /^["']/.test(part)
        ? note("refused", "unterminated quote; close it")(part)
        : note("refused", "cannot be expanded without running it; write its value instead")(part),
    ),
    ...unset.map((name) =>
      note("left out", "is not set; pass the environment file that sets it")(`$${name}`),
    ),
    ...beside.map(note("left out", "is an environment variable without flags")),
  ];
}
