import type { EngineVersion } from "../engine-version";
import { isJsonObject, type Json, type JsonObject } from "../json";
import { optionName } from "../options";
import { type Argument, readArguments } from "./arguments";
import { takesValue } from "./flags";
import { type Line, type Reader, readLine } from "./line";
import { type Meaning, meaningOf, programValue } from "./meaning";
import type { CommandLineNote } from "./note";
import { withoutProgram } from "./program";

/** A command line of dockerd in the terms of a program. */
export interface CommandLine {
  /** The options that it sets, by their names in a program. Their values aren't checked. */
  readonly options: JsonObject;
  /** What became of each part of it, in order. */
  readonly notes: readonly CommandLineNote[];
}

/** How a command line is read. */
export interface CommandLineContext {
  /** A shell, where it isn't said. */
  readonly readBy?: Reader;
  /** The text of the environment file that its variables are in. */
  readonly environmentFile?: string;
  /** The engine that is to have the options; left out: the newest one. */
  readonly engine?: EngineVersion;
}

/** Reads a command line: its text, or its words where they are known (`/proc/PID/cmdline`). */
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
      ? `the value of ${before} stands behind =; write ${before}=${word}`
      : "belongs to no flag, and dockerd takes nothing else; leave it out";
  return [{ note: { flag: word, kind: "refused", text } }];
}

/** The options of all flags together: lists and records grow, of everything else the last value counts. */
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

/** What is told of a line's parts that aren't words. */
function besideWords({ unread, unset, beside }: Line): readonly CommandLineNote[] {
  const note = (kind: CommandLineNote["kind"], text: string) => (flag: string) => ({ flag, kind, text });
  return [
    ...unread.map((part) =>
      /^["']/.test(part)
        ? note("refused", "begins with a quote that isn't closed; close it")(part)
        : note("refused", "can't be read without running it; write what it stands for")(part),
    ),
    ...unset.map((name) =>
      note("left out", "has no value here; name the environment file that sets it")(`$${name}`),
    ),
    ...beside.map(note("left out", "is a variable of the service, and holds no flags")),
  ];
}
