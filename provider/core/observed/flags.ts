import { flagsIn, flagsOfKey } from "../command-line/flags";

/**
 * Returns the keys of daemon.json, out of some, that the engine's command line sets too, each with its flag. dockerd
 * refuses to start on such a pair, even if both have the same value.
 */
export function setByFlag(
  keys: readonly string[],
  argv: readonly string[],
): readonly { key: string; flag: string }[] {
  const given = new Set(flagsIn(argv).map(({ flag }) => flag));
  return keys.flatMap((key) => {
    const flag = flagsOfKey(key).find((candidate) => given.has(candidate));
    return flag === undefined ? [] : [{ key, flag }];
  });
}
