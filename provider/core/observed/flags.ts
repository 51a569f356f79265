import { flagsIn, flagsOfKey } from "../command-line/flags";

/**
 * Of some keys of daemon.json, those that the engine's command line sets as well, each with its flag.
 * dockerd refuses to start on such a pair, even where both say the same.
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
