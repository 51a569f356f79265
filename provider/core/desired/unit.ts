import type { UnitText } from "../observed/host";
import { flagNames, optionByKey } from "../options";
import { environment, quote, settings, unitFiles, type Word, words } from "./unit-text";

/** Our drop-in's place. */
export const DROP_IN = "/etc/systemd/system/docker.service.d/50-pulumi-dockerd.conf";

/** docker.service as it has to become. */
export interface PlannedUnit {
  /** Our drop-in's text; undefined where none is needed. */
  readonly dropIn: string | undefined;
  /** The engine's command line under it, for its own validation of daemon.json. */
  readonly argv: readonly string[];
}

/** A unit that we can't bring about, and why. */
export interface UnitConflict {
  readonly conflict: string;
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
    return { conflict: `docker.service has ${commands.length} ExecStart lines; one is needed` };
  }
  const expanded = words(command.value).map((word) => ({ word, into: expand(word, variables(unit, files)) }));
  const argv = expanded.flatMap(({ into }) => into);
  const kept = withoutFlags(argv, declared);
  if (kept.length === argv.length) return { dropIn: undefined, argv: textsOf(argv) };
  if (comesAfterOurs(command.path)) {
    return {
      conflict: `${command.path} sets ExecStart with a flag of a declared option, and is read after our drop-in`,
    };
  }
  const gone = argv.filter((word) => !kept.includes(word)).map(({ text }) => text);
  const line = expanded.flatMap(({ word, into }) => shown(word, into, kept));
  return { dropIn: dropInText(line.join(" "), gone, command.path), argv: textsOf(kept) };
}

/** Words as a program gets them; the signs before ExecStart's first word are for systemd. */
const textsOf = (list: readonly Word[]): readonly string[] =>
  list.map(({ text }, at) => (at === 0 ? text.replace(/^[@:+!|-]+/, "") : text));

/** A word as it stands in our ExecStart: a variable that is wholly kept stays one. */
function shown(word: Word, into: readonly Word[], kept: readonly Word[]): readonly string[] {
  const left = into.filter((part) => kept.includes(part));
  return left.length === into.length ? [word.raw] : left.map((part) => part.raw);
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
  const name = (of: string): string => of.slice(of.lastIndexOf("/") + 1);
  return path.includes(".d/") && name(path) > name(DROP_IN);
}

function variables(unit: UnitText, files: ReturnType<typeof unitFiles>): ReadonlyMap<string, string> {
  const inUnit = settings(files, "Environment").flatMap(({ value }) => words(value).map(({ text }) => text));
  const fromFiles = settings(files, "EnvironmentFile").flatMap(({ value }) => {
    const text = unit.environmentFiles.get(value.replace(/^-/, ""));
    return text === undefined ? [] : [...environment(text)];
  });
  const assigned = inUnit.map((text): [string, string] => [
    text.split("=")[0] ?? "",
    text.slice(text.indexOf("=") + 1),
  ]);
  return new Map([...assigned, ...fromFiles]);
}

/** A word that is `$NAME` becomes the words of its value, of which there may be none. */
function expand(word: Word, values: ReadonlyMap<string, string>): readonly Word[] {
  const name = /^\$([A-Za-z_]\w*)$/.exec(word.raw)?.[1];
  if (name === undefined) return [word];
  return words(values.get(name) ?? "").map(({ text }) => ({ text, raw: quote(text) }));
}

/** A command line without the flags of some keys, and without the values that follow them as words of their own. */
function withoutFlags(argv: readonly Word[], keys: readonly string[]): readonly Word[] {
  const flags = new Map(
    keys.flatMap((key) => {
      const option = optionByKey(key);
      const alone = option?.type.flag.takes === "switch";
      return (option === undefined ? [`--${key}`] : flagNames(option)).map((flag) => [flag, alone] as const);
    }),
  );
  const kept: Word[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at];
    if (word === undefined) break;
    const flag = flagOf(word.text, flags);
    if (flag === undefined) kept.push(word);
    else if (!flags.get(flag) && word.text === flag) at++;
  }
  return kept;
}

/** Which of some flags a word is: `--label=a=b`, `--label`, `-H`, `-Hfd://`. */
function flagOf(text: string, flags: ReadonlyMap<string, boolean>): string | undefined {
  return [...flags.keys()].find((flag) => {
    if (text === flag || text.startsWith(`${flag}=`)) return true;
    return /^-[A-Za-z]$/.test(flag) && text.startsWith(flag) && flags.get(flag) === false;
  });
}
