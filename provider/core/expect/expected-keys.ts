import type { JsonObject } from "../json";
import { setByFlag } from "../observed/flags";

/** Returns the keys to verify, out of some: without those that only a flag sets. */
export function expectedKeys(
  daemonJson: JsonObject,
  keys: readonly string[],
  argv: readonly string[],
): readonly string[] {
  const byFlag = setByFlag(keys, argv).map(({ key }) => key);
  return keys.filter((key) => Object.hasOwn(daemonJson, key) || !byFlag.includes(key));
}
