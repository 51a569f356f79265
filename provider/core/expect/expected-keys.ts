import type { JsonObject } from "../json";
import { setByFlag } from "../observed/flags";

/** The keys whose value the engine has to show: what the file doesn't say, a flag may. */
export function expectedKeys(
  file: JsonObject,
  keys: readonly string[],
  argv: readonly string[],
): readonly string[] {
  const byFlag = setByFlag(keys, argv).map(({ key }) => key);
  return keys.filter((key) => Object.hasOwn(file, key) || !byFlag.includes(key));
}
