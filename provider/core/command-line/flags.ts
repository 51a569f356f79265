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
import { type GivenFlag, readArguments } from "./arguments";

/** What a flag of dockerd sets. Some flags set other options in other releases: `--host-gateway-ip`. */
export interface Setting {
  readonly option: Option;
  readonly flag: Flag;
  /** The member of the option's record that it sets, where it doesn't set all of it. */
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

/** The options that a flag sets, by its spelling; none where it sets none. */
export const settingsOf = (name: string): readonly Setting[] => settings.get(name) ?? [];

/** A flag that no key of daemon.json stands for. */
export const flagWithoutKey = (name: string): FlagWithoutKey | undefined => withoutKey.get(name);

/** Every flag that dockerd takes or has taken, in all its spellings. */
export const allFlags: readonly string[] = [...settings.keys(), ...withoutKey.keys()];

/** How a setting's value stands behind its flag. */
export const flagValue = ({ option, member }: Setting): FlagValue => (member ?? option).type.flag;

/** Whether a flag of dockerd takes a value; undefined for one that isn't known. */
export function takesValue(name: string): boolean | undefined {
  const [setting] = settingsOf(name);
  const takes = setting === undefined ? flagWithoutKey(name)?.takes : flagValue(setting).takes;
  return takes === undefined ? undefined : takes !== "switch";
}

/** The flags that set a key of daemon.json; of a key that isn't known, the one that dockerd would have for it. */
export function flagsOfKey(key: string): readonly string[] {
  const option = optionByKey(key);
  return option === undefined ? [`--${key}`] : flagNames(option);
}

/** The flags of a command line, in order. */
export function flagsIn(argv: readonly string[]): readonly GivenFlag[] {
  return readArguments(argv, takesValue).flatMap(({ flags }) => flags);
}

/** The value of a flag, of which the last one counts. */
export function valueOf(name: string, argv: readonly string[]): string | undefined {
  return flagsIn(argv).findLast(({ flag }) => flag === name)?.value;
}
