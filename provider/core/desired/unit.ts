import { type GivenFlag, readArguments } from "../command-line/arguments";
import { environmentFile } from "../command-line/environment";
import { flagsOfKey, takesValue } from "../command-line/flags";
import { expanded, quote, unitWords, type Variables, type Word } from "../command-line/words";
import type { UnitText } from "../observed/host";
import { optionByKey } from "../options";
import { settings, unitFiles } from "./unit-text";

/** Our drop-in. systemd reads drop-ins by name, so this one comes after the names that people use. */
export const DROP_IN = "/etc/systemd/system/docker.service.d/zzz-pulumi-dockerd.conf";

/** docker.service as it has to become. */
export interface PlannedUnit {
  /** Our drop-in's text; undefined where none is needed. */
  readonly dropIn: string | undefined;
  /** The engine's command line under it, for its own validation of daemon.json. */
  readonly argv: readonly string[];
}

/** Why a drop-in of ours can't make docker.service take declared keys from daemon.json, and what to do about it. */
export interface UnitConflict {
  readonly conflict: string;
  readonly remedy: string;
}

/**
 * The unit under which an engine takes declared keys from daemon.json: dockerd refuses to start where its command line
 * sets the same, equal or not. Flags of declared keys are left out, all others are repeated as they are; variables
 * (`$DOCKER_OPTS`) stay variables unless such a flag comes out of them.
 */
export function plannedUnit(unit: UnitText, declared: readonly string[]): PlannedUnit | UnitConflict {
  const files = unitFiles(unit.cat).filter(({ path }) => path !== DROP_IN);
  const commands = settings(files, "ExecStart");
  const [command, second] = commands;
  if (command === undefined || second !== undefined) {
    return {
      conflict: `docker.service has ${commands.length} ExecStart lines; one is needed`,
      remedy: "take the flags of declared options out of it",
    };
  }
  const values = variables(unit, files);
  const line = unitWords(command.value).map((word) => ({ word, into: expanded(word, values) }));
  const argv = line.flatMap(({ into }) => into);
  const left = withoutFlags(argv, declared);
  if (left.gone.length === 0) return { dropIn: undefined, argv: asProgram(argv) };
  if (comesAfterOurs(command.path)) {
    return {
      conflict: `${command.path} sets ${namesOf(left.gone).join(" ")}, which a declared option sets too, and is read after our drop-in ${nameOf(DROP_IN)}`,
      remedy: `rename ${nameOf(command.path)} so that it sorts before ${nameOf(DROP_IN)} (10-${nameOf(command.path)}), or remove the flag from it; then run \`systemctl daemon-reload\``,
    };
  }
  return {
    dropIn: dropInText(
      shown(line, left.words),
      left.gone.flatMap(({ alone }) => alone),
      command.path,
    ),
    argv: asProgram(left.words.flat()),
  };
}

/** Words as a program gets them; the signs before ExecStart's first word are for systemd. */
const asProgram = (list: readonly string[]): readonly string[] =>
  list.map((text, at) => (at === 0 ? text.replace(/^[@:+!|-]+/, "") : text));

/** The command line as it stands in our ExecStart: a word or variable of which nothing goes stays as it was written. */
function shown(
  line: readonly { readonly word: Word; readonly into: readonly string[] }[],
  left: readonly (readonly string[])[],
): string {
  let at = 0;
  return line
    .flatMap(({ word, into }) => {
      const own = left.slice(at, (at += into.length));
      const whole = own.every(([first, ...more], i) => first === into[i] && more.length === 0);
      return whole ? [word.raw] : own.flat().map(quote);
    })
    .join(" ");
}

function dropInText(command: string, gone: readonly string[], path: string): string {
  return [
    "# Written by pulumi-dockerd and removed by its destroy; changes here are lost.",
    `# As in ${path}, without ${gone.join(" ")}: daemon.json says it.`,
    "[Service]",
    "ExecStart=",
    `ExecStart=${command}`,
    "",
  ].join("\n");
}

/** systemd reads drop-ins in the order of their file names, whatever folder they are in. */
function comesAfterOurs(path: string): boolean {
  return path.includes(".d/") && nameOf(path) > nameOf(DROP_IN);
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function variables(unit: UnitText, files: ReturnType<typeof unitFiles>): Variables {
  const inUnit = settings(files, "Environment").flatMap(({ value }) =>
    unitWords(value).map(({ text }) => text),
  );
  const fromFiles = settings(files, "EnvironmentFile").flatMap(({ value }) => {
    const text = unit.environmentFiles.get(value.replace(/^-/, ""));
    return text === undefined ? [] : [...environmentFile(text)];
  });
  const assigned = inUnit.map((text): [string, string] => [
    text.split("=")[0] ?? "",
    text.slice(text.indexOf("=") + 1),
  ]);
  return new Map([...assigned, ...fromFiles]);
}

/** What a command line is without some flags. */
interface Left {
  /** For each word what is in its place: itself, nothing, or what else stood in it (`-D` of `-DH`). */
  readonly words: readonly (readonly string[])[];
  /** The flags that are gone. */
  readonly gone: readonly GivenFlag[];
}

/** Flags by their names alone: a value may be a secret. */
const namesOf = (flags: readonly GivenFlag[]): readonly string[] => [
  ...new Set(flags.map(({ written }) => written)),
];

/** A command line without the flags of some keys, and without the values that follow them as words of their own. */
function withoutFlags(argv: readonly string[], keys: readonly string[]): Left {
  const dropped = new Set(keys.filter((key) => optionByKey(key)?.besideFlag !== true).flatMap(flagsOfKey));
  const found = readArguments(argv, takesValue).map(({ at, length, flags }) => {
    const own = argv.slice(at, at + length);
    const gone = flags.filter(({ flag }) => dropped.has(flag));
    if (gone.length === 0) return { gone, words: own.map((word) => [word]) };
    const kept = flags.filter(({ flag }) => !dropped.has(flag)).flatMap(({ alone }) => alone);
    return { gone, words: own.map((_word, place) => (place === 0 ? kept : [])) };
  });
  return { words: found.flatMap(({ words }) => words), gone: found.flatMap(({ gone }) => gone) };
}
