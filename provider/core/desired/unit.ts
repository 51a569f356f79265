import { type GivenFlag, readArguments } from "../command-line/arguments";
import { flagsIn, takesValue } from "../command-line/flags";
import { quote } from "../command-line/words";
import { type Left, withoutFlagsOf } from "../command-line/without-flags";
import type { JsonObject } from "../json";
import { namesOf, ownedBy, presentKeys } from "./daemon-json";
import { engineWords, type UnitFacts } from "./engine-words";
import { entrySetting, movedEntries } from "./moved-flags";
import {
  type CommandWord,
  readOtherwise,
  type UnitCommand,
  unitCommand,
  type UnitConflict,
} from "./unit-command";

/** Our drop-in. systemd reads drop-ins by name, so this one comes after the names that people use. */
export const DROP_IN = "/etc/systemd/system/docker.service.d/zzz-pulumi-dockerd.conf";

/** docker.service as it has to become. */
export interface PlannedUnit {
  /** Our drop-in's text; undefined where none is needed. */
  readonly dropIn: string | undefined;
  /**
   * The engine's command line under it, for its own validation of daemon.json: the first word is known to be dockerd.
   * Empty if none is; then nothing is validated.
   */
  readonly argv: readonly string[];
}

/** docker.service as declared keys need it, and what becomes of its flags. */
export interface UnitPlan extends PlannedUnit {
  /** Entries of declared maps that the unit sets by flags, as daemon.json has to have them from now on. */
  readonly moved: JsonObject;
  /** What becomes of the flags that leave the command line, for the user. */
  readonly notes: readonly string[];
}

/** The unit without a drop-in of ours, as a destroy leaves it. */
export function unitWithoutOurs(service: UnitFacts): PlannedUnit {
  const planned = plannedUnit(service, {});
  return "conflict" in planned ? { dropIn: undefined, argv: [] } : planned;
}

/**
 * The unit under which an engine takes declared keys from daemon.json: dockerd refuses to start where its command line
 * sets the same, equal or not. Flags of declared keys are left out, all others are repeated as they are; variables
 * (`$DOCKER_OPTS`) stay variables unless such a flag comes out of them. Entries of declared maps move to daemon.json.
 */
export function plannedUnit(service: UnitFacts, declared: JsonObject): UnitPlan | UnitConflict {
  const files = service.text.files.filter(({ path }) => path !== DROP_IN);
  const command = unitCommand({ ...service.text, files });
  if ("conflict" in command) return command;
  const keys = presentKeys(declared);
  const left = withoutFlagsOf(keys, argvOf(command));
  const conflict =
    readOtherwise(service.text) ?? lateConflict(command, left) ?? specifierConflict(command, left, declared);
  if (conflict !== undefined) return conflict;
  const argv = engineWords(command, left, withoutFlagsOf(keys, service.argv), service);
  if ("conflict" in argv) return argv;
  const gone = left.gone.map(({ flag }) => flag);
  // Flags that stay beside a declared key count as little as those that go.
  const moved = movedEntries([...gone, ...flagsIn(argv.words)], declared);
  if ("unreadable" in moved) return unreadableConflict(command, moved.unreadable);
  return {
    dropIn: gone.length === 0 ? undefined : dropInText(command, left),
    argv: argv.words,
    moved: moved.entries,
    notes: notesOf(gone, declared, moved.entries),
  };
}

const argvOf = ({ words }: UnitCommand): readonly string[] => words.flatMap(({ into }) => into);

/** Flags by their names alone: a value may be a secret. */
const named = (flags: readonly GivenFlag[]): string =>
  [...new Set(flags.map(({ written }) => quote(written)))].join(" ");

/** The words of a command with what is left in the place of each. */
function placed(
  { words }: UnitCommand,
  left: Left,
): readonly {
  readonly word: CommandWord;
  readonly own: readonly (readonly string[])[];
  readonly whole: boolean;
}[] {
  let at = 0;
  return words.map((word) => {
    const own = left.words.slice(at, (at += word.into.length));
    const whole = own.every(([first, ...more], i) => first === word.into[i] && more.length === 0);
    return { word, own, whole };
  });
}

/** A word or variable of which nothing goes stays as it was written. */
function dropInText(command: UnitCommand, left: Left): string {
  const line = placed(command, left).flatMap(({ word, own, whole }) =>
    whole ? [word.raw] : own.flat().map(quote),
  );
  const gone = named(left.gone.map(({ flag }) => flag));
  return [
    "# Written by pulumi-dockerd and removed by its destroy; changes here are lost.",
    `# ExecStart is that of ${quote(command.path)} without ${gone}: daemon.json sets these.`,
    "[Service]",
    "ExecStart=",
    `ExecStart=${line.join(" ")}`,
    "",
  ].join("\n");
}

/** systemd reads drop-ins in the order of their file names, whatever folder they are in. */
function lateConflict({ path }: UnitCommand, { gone }: Left): UnitConflict | undefined {
  const [name, ours] = [nameOf(path), nameOf(DROP_IN)];
  if (gone.length === 0 || !path.includes(".d/") || name < ours) return undefined;
  const flags = named(gone.map(({ flag }) => flag));
  return {
    conflict: `${path} sets ${flags}, which a declared option sets too, and is read after our drop-in ${ours}`,
    remedy: `rename ${name} so that it sorts before ${ours} (10-${name}), or remove ${flags} from it; then run \`systemctl daemon-reload\``,
  };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** What a specifier (`%H`) stands for can't be written anywhere else. */
function specifierConflict(command: UnitCommand, left: Left, declared: JsonObject): UnitConflict | undefined {
  const all = placed(command, left);
  const origins = all.flatMap(({ word }) => word.into.map(() => word));
  const moved = readArguments(argvOf(command), takesValue)
    .filter(({ flags }) => flags.some((flag) => entrySetting(flag, declared) !== undefined))
    .map(({ at, length, flags }) => ({ flags, words: origins.slice(at, at + length) }));
  const rewritten = all
    .filter(({ own, whole }) => !whole && own.flat().length > 0)
    .map(({ word }) => ({ flags: left.gone.map(({ flag }) => flag), words: [word] }));
  for (const { flags, words } of [...moved, ...rewritten]) {
    const word = words.find(({ hasSpecifier }) => hasSpecifier);
    if (word === undefined) continue;
    return {
      conflict: `${word.path} sets ${named(flags)} by a specifier of systemd (%), and a declared option sets the same`,
      remedy: "write the value in place of the specifier there, and run `systemctl daemon-reload`",
    };
  }
  return undefined;
}

const unreadableConflict = ({ path }: UnitCommand, flags: readonly string[]): UnitConflict => {
  const names = [...new Set(flags.map(quote))].join(" ");
  return {
    conflict: `the value of ${names} on the command line of docker.service (in ${path}) can't be moved to daemon.json, and a declared option sets the same`,
    remedy: `correct or remove ${names} there, and run \`systemctl daemon-reload\``,
  };
};

function notesOf(gone: readonly GivenFlag[], declared: JsonObject, moved: JsonObject): readonly string[] {
  const replaced = gone.filter((flag) => entrySetting(flag, declared) === undefined);
  const entries = namesOf(ownedBy(moved));
  return [
    ...(replaced.length === 0
      ? []
      : [`docker.service: the declared options replace its flags ${named(replaced)}`]),
    ...(entries.length === 0
      ? []
      : [`docker.service: set by its flags, moved to daemon.json: ${entries.join(", ")}`]),
  ];
}
