import { isJsonObject, type JsonObject } from "../json";
import { optionByName } from "../options";

/**
 * Options of several layers as one, the later layer before the earlier: of maps (labels, logOpts) entry by entry, of
 * everything else the whole value.
 */
export function mergeOptions(earlier: JsonObject, later: JsonObject): JsonObject {
  const both = Object.entries(later).map(([name, value]) => {
    const under = Object.hasOwn(earlier, name) ? earlier[name] : undefined;
    const byEntry = optionByName(name)?.type.ownership === "entry";
    return [
      name,
      byEntry && isJsonObject(value) && isJsonObject(under) ? { ...under, ...value } : value,
    ] as const;
  });
  return { ...earlier, ...Object.fromEntries(both) };
}
