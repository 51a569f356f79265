import { type GivenFlag, readArguments } from "../command-line/arguments";
import { flagsIn, takesValue } from "../command-line/flags";
import { quote } from "../command-line/words";
import { type Left, withoutFlagsOf } from "../command-line/without-flags";
import { DROP_IN } from "../host-paths";
import type { JsonObject } from "../json";
import { namesOf, ownedBy, presentKeys } from "./daemon-json";
import { engineWords, type UnitFacts } from "./engine-words";
import { entrySetting, movedEntries } from "./moved-flags";
import {
  type CommandWord,
  parsedDifferently,
  type UnitCommand,
  unitCommand,
  type UnitConflict,
} from "./unit-command";

/** docker.service as planned. */
export interface PlannedUnit {
  /** The text of the provider's drop-in; undefined if none is required. */
  readonly dropIn: string | undefined;
  /** The resulting command line for `dockerd --validate`; empty if its program is not known to be dockerd. */
  readonly argv: readonly string[];
}

/** docker.service as declared keys require it. */
export interface UnitPlan extends PlannedUnit {
  /** Entries of declared maps that flags set, and that move to daemon.json. */
  readonly moved: JsonObject;
  /** Notes for the user on the flags that are removed. */
  readonly notes: readonly string[];
}

/** Plans docker.service without the provider's drop-in, as a destroy leaves it. */
export function unitWithoutDropIn(service: UnitFacts): PlannedUnit {
  const planned = plannedUnit(service, {});
  return "conflict" in planned ? { dropIn: undefined, argv: [] } : planned;
}

/**
 * Plans the unit under which dockerd accepts declared keys in daemon.json: it refuses to start if a flag sets the same
 * key, even to the same value. The drop-in omits the flags of declared keys and repeats all others. Variables
 * (`$DOCKER_OPTS`) stay variables unless they contain such a flag. Entries of declared maps move to daemon.json.
 */
export function plannedUnit(service: UnitFacts, declared: JsonObject): UnitPlan | UnitConflict {
  const files = service.text.files.filter(({ path }) => path !== DROP_IN);
  const command = unitCommand({ ...service.text, files });
  if ("conflict" in command) return command;
  const keys = presentKeys(declared);
  const left = withoutFlagsOf(keys, argvOf(command));
  const conflict =
    parsedDifferently(service.text) ??
    lateConflict(command, left) ??
    specifierConflict(command, left, declared);
  if (conflict !== undefined) return conflict;
  const argv = engineWords(command, left, withoutFlagsOf(keys, service.argv), service);
  if ("conflict" in argv) return argv;
  const gone = left.gone.map(({ flag }) => flag);
  // A declared key also overrides its flags that stay on the command line.
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

/** Prints flags without their values, which may be secrets. */
const named = (flags: readonly GivenFlag[]): string =>
  [...new Set(flags.map(({ written }) => quote(written)))].join(" ");

/** Pairs the words of a command with what is left of each. */
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

/** Renders the drop-in. A word or variable from which nothing is removed is repeated as written. */
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

/** Refuses a drop-in that overrides the provider's: systemd reads drop-ins by file name, whatever their folder. */
function lateConflict({ path }: UnitCommand, { gone }: Left): UnitConflict | undefined {
  const [name, managed] = [nameOf(path), nameOf(DROP_IN)];
  if (gone.length === 0 || !path.includes(".d/") || name < managed) return undefined;
  const flags = named(gone.map(({ flag }) => flag));
  return {
    conflict: `${path} sets ${flags}, which a declared option sets too, and overrides the provider's drop-in ${managed}`,
    remedy: `rename ${name} so that it sorts before ${managed} (10-${name}), or remove ${flags} from it; then run \`systemctl daemon-reload\``,
  };
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Refuses a flag that has to move or be rewritten and contains a specifier (`%H`), whose value only systemd knows. */
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
      conflict: `${word.path} sets ${named(flags)} with a systemd specifier (%), and a declared option sets the same`,
      remedy: `replace the specifier with its value in ${word.path}, and run \`systemctl daemon-reload\``,
    };
  }
  return undefined;
}

const unreadableConflict = ({ path }: UnitCommand, flags: readonly string[]): UnitConflict => {
  const names = [...new Set(flags.map(quote))].join(" ");
  return {
    conflict: `${names} on the command line of docker.service (in ${path}) has an invalid value, and a declared option sets the same`,
    remedy: `fix or remove ${names} in ${path}, and run \`systemctl daemon-reload\``,
  };
};

function notesOf(gone: readonly GivenFlag[], declared: JsonObject, moved: JsonObject): readonly string[] {
  const replaced = gone.filter((flag) => entrySetting(flag, declared) === undefined);
  const entries = namesOf(ownedBy(moved));
  return [
    ...(replaced.length === 0
      ? []
      : [`docker.service: declared options replace these flags: ${named(replaced)}`]),
    ...(entries.length === 0 ? [] : [`docker.service: flags move to daemon.json: ${entries.join(", ")}`]),
  ];
}
