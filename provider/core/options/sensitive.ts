import { isJsonObject, type JsonObject } from "../json";
import { catalogue, type Option } from ".";

/** Whether an option may contain a password or a token: in the given entry, or anywhere if none is given. */
export const isSensitive = ({ sensitive, plainEntries = [] }: Option, entry?: string): boolean =>
  sensitive === true && (entry === undefined || !plainEntries.includes(entry));

/** The names of the sensitive values in a daemon.json: `log-opts.splunk-token`. */
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
