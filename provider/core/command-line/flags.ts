import { catalogue, type Option, optionByKey } from "../options";
import { type GivenFlag, readArguments } from "./arguments";

/** The option that a flag sets, by its spelling today: `--label`, `-H`. */
const byFlag = new Map<string, Option>(
  catalogue.flatMap((option) => option.flags.map((flag) => [flag, option] as const)),
);

/** Whether a flag of dockerd takes a value; undefined for one that isn't known. */
export function takesValue(flag: string): boolean | undefined {
  const option = byFlag.get(flag);
  return option === undefined ? undefined : option.type.plain !== "boolean";
}

/** The flags that set a key of daemon.json; of a key that isn't known, the one that dockerd would have for it. */
export const flagsOfKey = (key: string): readonly string[] => optionByKey(key)?.flags ?? [`--${key}`];

/** The flags of a command line, in order. */
export function flagsIn(argv: readonly string[]): readonly GivenFlag[] {
  return readArguments(argv, takesValue).flatMap(({ flags }) => flags);
}

/** The value of a flag, of which the last one counts. */
export function valueOf(flag: string, argv: readonly string[]): string | undefined {
  return flagsIn(argv).findLast((given) => given.flag === flag)?.value;
}
