import { type Json, type JsonObject, sameJson } from "../json";
import { optionByKey, optionName } from "../options";

/** A daemon.json as a program declares it. */
export interface Declaration {
  readonly options: JsonObject;
  readonly extraOptions: JsonObject;
}

/**
 * The declaration that renders to a daemon.json as found. Keys that aren't known, and values that an option's type can't
 * say, go into extraOptions as they are. Whether the values are good is for check to say.
 */
export function declarationOf(found: JsonObject): Declaration {
  const options: [string, Json][] = [];
  const extraOptions: [string, Json][] = [];
  for (const [key, value] of Object.entries(found)) {
    const type = optionByKey(key)?.type;
    const declared = type?.fromFile(value);
    // A list of labels with one of them twice is no record: rendered, it would be another list.
    const comesBack = type !== undefined && declared !== undefined && sameJson(type.toFile(declared), value);
    if (comesBack) options.push([optionName(key), declared]);
    else extraOptions.push([key, value]);
  }
  return { options: Object.fromEntries(options), extraOptions: Object.fromEntries(extraOptions) };
}
