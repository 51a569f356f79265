import { type Owned, ownedPart } from "../desired/daemon-json";
import type { JsonObject } from "../json";
import { optionByKey, optionName } from "../options";
import type { HostReference } from "../options/option";
import { pathText } from "../property-path";

/** One thing that has to be on the host before a change is staged. */
export interface HostCheck extends Omit<HostReference, "at"> {
  /** The option as a program writes it: `options.runtimes.kata.path`. */
  readonly option: string;
}

/** Returns what the managed part of a daemon.json refers to on the host. */
export function hostChecks(daemonJson: JsonObject, managed: Owned): readonly HostCheck[] {
  return Object.entries(ownedPart(daemonJson, managed)).flatMap(([key, value]) => {
    const references = optionByKey(key)?.references?.(value, daemonJson) ?? [];
    return references.map(({ at, ...reference }): HostCheck => ({
      ...reference,
      option: pathText(["options", optionName(key), ...at]),
    }));
  });
}

/** Whether a check is of a file that the change itself brings along. */
export const isIn = (folder: string, { value }: HostCheck): boolean => value.startsWith(`${folder}/`);
