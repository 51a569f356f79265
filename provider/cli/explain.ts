import { flagWithoutKey, settingsOf } from "../core/command-line/flags";
import {
  catalogue,
  type FlagWithoutKey,
  type Option,
  optionByKey,
  optionByName,
  optionName,
} from "../core/options";
import { meantByFlag } from "../core/options/misnomers";
import { lifetimeSentence } from "../core/options/sentences";
import { nearest } from "../core/nearest";
import { explanation, known, optionText, paragraph } from "./explanation";
import { COMMON, type Engines, enginesOf, readArgs } from "./arguments";
import { HELP } from "./help";
import { type Io, UsageError } from "./io";
import { columns, jsonText } from "./layout";

/** Runs `pulumi-dockerd explain [OPTION]`. @throws UsageError */
export function explain(args: readonly string[], io: Io): boolean {
  const [given, own] = split(args);
  const { values, positionals } = readArgs(own, COMMON);
  const [name, second] = [...given, ...positionals];
  if (values.help === true) {
    io.out(HELP.explain);
    return true;
  }
  if (second !== undefined)
    throw new UsageError(`unexpected argument: ${second}`, "give one option, or none for a list");
  const engines = enginesOf(values.engine);
  const asJson = values.json === true;
  if (name === undefined) {
    const options = known(engines);
    io.out(asJson ? jsonText(options.map((option) => explanation(option, engines))) : listText(options));
  } else io.out(one(name, engines, asJson));
  return true;
}

/** Separates the flag of dockerd to explain, which comes first, from the command's own options. */
function split(args: readonly string[]): readonly [readonly string[], readonly string[]] {
  const [first = ""] = args;
  const own = ["--help", "-h", "--json", "--engine"].includes(first.replace(/=.*$/s, ""));
  return own || !first.startsWith("-") || first === "--" ? [[], args] : [[first], args.slice(1)];
}

function one(name: string, engines: Engines | undefined, asJson: boolean): string {
  const option = optionCalled(name);
  if (option !== undefined) {
    const about = explanation(option, engines);
    return asJson ? jsonText(about) : optionText(about);
  }
  const flag = flagWithoutKey(name.startsWith("-") ? name : `--${name}`);
  if (flag === undefined) throw notKnown(name);
  return asJson ? jsonText(flag) : flagText(flag);
}

/** Finds an option by its name, its key, one of its flags (with or without dashes), or the name of a member. */
function optionCalled(name: string): Option | undefined {
  const own = name.replace(/[.[].*$/s, "");
  const [setting] = settingsOf(name.startsWith("-") ? name : `--${name}`);
  return optionByName(own) ?? optionByKey(own) ?? setting?.option ?? optionByName(meantByFlag(own) ?? "");
}

function notKnown(name: string): UsageError {
  const names = catalogue.flatMap(({ key, flags }) => [optionName(key), ...flags.map((flag) => flag.name)]);
  const near = nearest(
    name,
    names.filter((candidate) => candidate.startsWith("-") === name.startsWith("-")),
  );
  const remedy = "run pulumi-dockerd explain for a list";
  return new UsageError(
    `unknown option of dockerd: ${name}`,
    near === undefined ? remedy : `write ${near}, or ${remedy}`,
  );
}

function listText(options: readonly Option[]): string {
  return columns(
    options.map(({ key, doc }) => [optionName(key), /^.*?[.;:](?= |$)/.exec(doc)?.[0] ?? doc]),
    "",
  );
}

function flagText({ names, doc, ...ages }: FlagWithoutKey): string {
  const age = lifetimeSentence(ages);
  return [`${names.join(", ")}\n`, paragraph(doc), paragraph(age), "\n  no key in daemon.json\n"].join("");
}
