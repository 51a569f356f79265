import { type Json, type JsonObject, sameJson } from "../json";
import { optionByKey, optionName } from "../options";

/** The options of a program that render to a daemon.json. */
export interface Declaration {
  readonly options: JsonObject;
  readonly extraOptions: JsonObject;
}

/**
 * Returns the declaration that renders to a daemon.json. Unknown keys, and values that an option's type can't express,
 * become extraOptions. Values are not validated.
 */
export function declarationOf(daemonJson: JsonObject): Declaration {
  const options: [string, Json][] = [];
  const extraOptions: [string, Json][] = [];
  for (const [key, value] of Object.entries(daemonJson)) {
    const type = optionByKey(key)?.type;
    const declared = type?.fromFile(value);
    // A list with the same label twice would render to another list.
    const comesBack = type !== undefined && declared !== undefined && sameJson(type.toFile(declared), value);
    if (comesBack) options.push([optionName(key), declared]);
    else extraOptions.push([key, value]);
  }
  return { options: Object.fromEntries(options), extraOptions: Object.fromEntries(extraOptions) };
}
