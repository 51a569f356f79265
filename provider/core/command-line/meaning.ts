import { type EngineVersion, isAtLeast } from "../engine-version";
import type { Json } from "../json";
import { nearest } from "../nearest";
import { type Option, optionByKey, optionByName, optionName } from "../options";
import type { GivenFlag } from "./arguments";
import { allFlags, flagsOfKey, flagValue, flagWithoutKey, type Setting, settingsOf } from "./flags";
import type { CommandLineNote } from "./note";

/** A value that a flag sets. */
export interface GivenValue {
  readonly setting: Setting;
  readonly value: string;
}

/** The meaning of a flag: a note for the user, and the option's value if it sets one. */
export interface Meaning {
  readonly note: CommandLineNote;
  readonly given?: GivenValue;
}

/** Returns whether an engine has reached a release; false if the release is undefined. */
type Reached = (version: string | undefined) => boolean;

/** Returns the meaning of a flag for an engine; by default for the newest one. */
export function meaningOf(flag: GivenFlag, engine?: EngineVersion): Meaning {
  const reached: Reached = (version) =>
    version !== undefined && (engine === undefined || isAtLeast(engine, version));
  const setting = settingOf(flag.flag, reached);
  if (setting === undefined) return { note: withoutOption(flag) };
  const { option } = setting;
  if (reached(option.removed))
    return refused(flag, `was removed in ${option.removed ?? ""}; ${instead(option)}`);
  if (reached(option.ignored)) {
    const text = `has no effect since ${option.ignored ?? ""}; remove it`;
    return { note: { flag: flag.written, kind: "left out", text } };
  }
  const value = flag.value ?? (flagValue(setting).takes === "switch" ? "true" : undefined);
  if (value === undefined) return refused(flag, `requires a value; write ${flag.flag}=VALUE`);
  if (programValue(setting, [value]) === undefined) return refused(flag, unreadable(flag, setting));
  const name = optionName(option.key);
  const member = setting.member === undefined ? "" : `[${JSON.stringify(setting.member.key)}]`;
  const text = [`options.${name}${member}`, ...history(flag, setting, reached)].join("; ");
  return { note: { flag: flag.written, kind: "mapped", option: name, text }, given: { setting, value } };
}

/** Returns the option that a flag sets; if it is deprecated, its replacement, provided that it takes the same values. */
function settingOf(flag: string, reached: Reached): Setting | undefined {
  const all = settingsOf(flag);
  const living = all.filter((setting) => {
    const { since, removed } = setting.flag;
    return !reached(removed) && (since === undefined || reached(since));
  });
  const setting = living.at(-1) ?? all.at(-1);
  if (setting === undefined || !(reached(setting.option.deprecated) || reached(setting.option.removed)))
    return setting;
  const heir = optionByName(setting.option.replacement ?? "");
  const fits = heir?.type.plain === setting.option.type.plain && reached(heir.since);
  return fits ? { option: heir, flag: setting.flag } : setting;
}

/** Returns a flag's values as a program declares them; undefined if dockerd can't parse them. */
export function programValue(setting: Setting, values: readonly string[]): Json | undefined {
  const { type } = setting.member ?? setting.option;
  const inFile = type.flag.read(values);
  const value = inFile === undefined ? undefined : type.fromFile(inFile);
  return value === undefined || setting.member === undefined ? value : { [setting.member.key]: value };
}

const refused = (flag: GivenFlag, text: string): Meaning => ({
  note: { flag: flag.written, kind: "refused", text },
});

function unreadable({ flag }: GivenFlag, setting: Setting): string {
  const { option } = setting;
  if (flagValue(setting).takes === "switch") return `takes true or false; write ${flag} or ${flag}=false`;
  if (option.type.plain === "number")
    return `takes an integer; write ${flag}=${JSON.stringify(option.example)}`;
  const example = `options.${optionName(option.key)}: ${JSON.stringify(option.example)}`;
  return `has an invalid value; write it as in ${example}`;
}

/** Returns notes on a flag's old spelling, removal and deprecation. */
function history(flag: GivenFlag, { flag: spelling, option }: Setting, reached: Reached): readonly string[] {
  const notes: string[] = [];
  if (flag.written !== flag.flag) {
    const once = settingsOf(flag.written)[0]?.flag.removed;
    const why = once === undefined ? "is not a flag with a single dash" : `was removed in ${once}`;
    notes.push(`${flag.written} ${why}, write ${flag.flag}`);
  }
  if (reached(spelling.removed)) notes.push(`the flag was removed in ${spelling.removed ?? ""}`);
  else if (reached(spelling.deprecated))
    notes.push(`the flag was deprecated in ${spelling.deprecated ?? ""}`);
  if (reached(option.deprecated))
    notes.push(`the option was deprecated in ${option.deprecated ?? ""}, ${instead(option)}`);
  return notes;
}

const instead = ({ replacement }: Option): string =>
  replacement === undefined ? "remove it" : `use ${replacement}`;

/** Makes the note on a flag that sets no option. */
function withoutOption({ flag, written }: GivenFlag): CommandLineNote {
  const known = flagWithoutKey(flag);
  if (known?.removed !== undefined) {
    return { flag: written, kind: "refused", text: `was removed in ${known.removed}. ${known.doc}` };
  }
  if (known !== undefined) {
    const age = known.deprecated === undefined ? "" : `deprecated since ${known.deprecated}. `;
    return { flag: written, kind: "left out", text: `has no key in daemon.json: ${age}${known.doc}` };
  }
  return { flag: written, kind: "refused", text: unknownFlag(flag) };
}

function unknownFlag(flag: string): string {
  const key = flag.replace(/^--?/, "");
  const option = flag.startsWith("--") ? optionByKey(key) : undefined;
  const [own] = flagsOfKey(key);
  if (option !== undefined && own === undefined) return `is not a flag; write options.${optionName(key)}`;
  if (option !== undefined) return `is a key of daemon.json; the flag is ${own ?? ""}`;
  const near = flag.startsWith("--") ? nearest(flag, allFlags) : undefined;
  if (near !== undefined) return `is not a flag of dockerd; write ${near}`;
  return "unknown flag; if a newer dockerd has a key of that name in daemon.json, set it in extraOptions";
}
