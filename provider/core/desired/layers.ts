import { isJsonObject, type JsonObject } from "../json";

/**
 * Options of several layers as one, the later layer before the earlier: of maps (labels, logOpts) entry by entry, of
 * everything else the whole value. Which options are maps the caller says, so that an SDK needn't load the catalogue.
 */
export function mergeOptions(
  earlier: JsonObject,
  later: JsonObject,
  byEntry: ReadonlySet<string>,
): JsonObject {
  const both = Object.entries(later).map(([name, value]) => {
    const under = Object.hasOwn(earlier, name) ? earlier[name] : undefined;
    return [
      name,
      byEntry.has(name) && isJsonObject(value) && isJsonObject(under) ? { ...under, ...value } : value,
    ] as const;
  });
  return { ...earlier, ...Object.fromEntries(both) };
}
