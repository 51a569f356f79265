import {
  catalogue,
  type Field,
  type Flag,
  type FlagValue,
  type FlagWithoutKey,
  flagNames,
  flagsWithoutKey,
  type Option,
  optionByKey,
} from "../options";
import { type JsonObject, own } from "../json";
import { type GivenFlag, readArguments } from "./arguments";

/** The option that a flag of dockerd sets. Some flags set different options in different releases: `--host-gateway-ip`. */
export interface Setting {
  readonly option: Option;
  readonly flag: Flag;
  /** The member of the option's object that it sets, if it doesn't set the whole option. */
  readonly member?: Field;
}

const settings = new Map<string, readonly Setting[]>();
for (const option of catalogue) {
  for (const flag of option.flags) {
    const member = option.type.fields?.find(({ key }) => key === flag.member);
    const setting = { option, flag, ...(member === undefined ? {} : { member }) };
    settings.set(flag.name, [...(settings.get(flag.name) ?? []), setting]);
  }
}

const withoutKey = new Map(
  flagsWithoutKey.flatMap((flag) => flag.names.map((name) => [name, flag] as const)),
);

/** Returns the options that a flag sets, by its spelling. */
export const settingsOf = (name: string): readonly Setting[] => settings.get(name) ?? [];

/** Returns a flag that has no key in daemon.json. */
export const flagWithoutKey = (name: string): FlagWithoutKey | undefined => withoutKey.get(name);

/** Every flag that dockerd has ever accepted, in all its spellings. */
export const allFlags: readonly string[] = [...settings.keys(), ...withoutKey.keys()];

/** Returns how a setting's flag takes its value. */
export const flagValue = ({ option, member }: Setting): FlagValue => (member ?? option).type.flag;

/** Returns whether a flag of dockerd takes a value; undefined for an unknown flag. */
export function takesValue(name: string): boolean | undefined {
  const [setting] = settingsOf(name);
  const takes = setting === undefined ? flagWithoutKey(name)?.takes : flagValue(setting).takes;
  return takes === undefined ? undefined : takes !== "switch";
}

/** Returns the flags that set a key of daemon.json; for an unknown key, `--KEY`. */
export function flagsOfKey(key: string): readonly string[] {
  const option = optionByKey(key);
  return option === undefined ? [`--${key}`] : flagNames(option);
}

/** Returns the flags of a command line, in order. */
export function flagsIn(argv: readonly string[]): readonly GivenFlag[] {
  return readArguments(argv, takesValue).flatMap(({ flags }) => flags);
}

/** Returns the value of a flag; if it is repeated, the last one. */
export function valueOf(name: string, argv: readonly string[]): string | undefined {
  return flagsIn(argv).findLast(({ flag }) => flag === name)?.value;
}

/** Whether a boolean option is on: by its key in daemon.json, otherwise by its flag. */
export function isOn(key: string, daemonJson: JsonObject, argv: readonly string[]): boolean {
  const inFile = own(daemonJson, key);
  if (inFile !== undefined) return inFile === true;
  const names = flagsOfKey(key);
  const last = flagsIn(argv).findLast(({ flag }) => names.includes(flag));
  return last !== undefined && last.value !== "false";
}
