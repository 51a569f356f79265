import { isJsonObject, type JsonObject } from "../json";
import { catalogue, type Option } from ".";

/** Returns whether an option may contain a password or a token: in a given entry, or anywhere in its value. */
export const isSensitive = ({ sensitive, plainEntries = [] }: Option, entry?: string): boolean =>
  sensitive === true && (entry === undefined || !plainEntries.includes(entry));

/** Returns the names of sensitive values in a daemon.json: `log-opts.splunk-token`. */
export function sensitiveIn(daemonJson: JsonObject): readonly string[] {
  return catalogue.flatMap((option) => {
    const { key } = option;
    if (!Object.hasOwn(daemonJson, key)) return [];
    const value = daemonJson[key] ?? null;
    if (!isJsonObject(value)) return isSensitive(option) ? [key] : [];
    const entries = Object.keys(value).filter((entry) => isSensitive(option, entry));
    return entries.map((entry) => `${key}.${entry}`);
  });
}
