import { flagNames, optionByKey } from "../options";

/**
 * Of some keys of daemon.json, those that the engine's command line sets as well, each with its flag.
 * dockerd refuses to start on such a pair, even where both say the same.
 */
export function setByFlag(
  keys: readonly string[],
  argv: readonly string[],
): readonly { key: string; flag: string }[] {
  const words = new Set(argv.map((word) => word.replace(/=.*/s, "")));
  return keys.flatMap((key) => {
    const option = optionByKey(key);
    const flags = option === undefined ? [`--${key}`] : flagNames(option);
    const flag = flags.find((candidate) => words.has(candidate));
    return flag === undefined ? [] : [{ key, flag }];
  });
}
