import type { GivenFlag } from "../command-line/arguments";
import { type Setting, settingsOf } from "../command-line/flags";
import type { JsonObject } from "../json";
import { merge, ownedBy } from "./daemon-json";

/** Entries of daemon.json that flags set, or the names of flags whose values can't be parsed. */
export type MovedEntries = { readonly entries: JsonObject } | { readonly unreadable: readonly string[] };

/**
 * Returns the undeclared entries of declared maps that flags set (`--label`, `--log-opt`), in daemon.json's form. A
 * declared key replaces all of its flags, so the entries that only flags set move to daemon.json.
 */
export function movedEntries(flags: readonly GivenFlag[], declared: JsonObject): MovedEntries {
  let entries: JsonObject = {};
  for (const [{ option, member }, given] of bySetting(flags, declared)) {
    const value = (member ?? option).type.flag.read(given.map((flag) => flag.value ?? ""));
    if (value === undefined) return { unreadable: given.map(({ written }) => written) };
    const wanted = { [option.key]: member === undefined ? value : { [member.key]: value } };
    entries = merge(entries, wanted, {});
  }
  return { entries: merge(entries, {}, ownedBy(declared)) };
}

/** Returns the setting of a flag that sets entries of a declared map; undefined for any other flag. */
export const entrySetting = (flag: GivenFlag, declared: JsonObject): Setting | undefined =>
  settingsOf(flag.flag).find(
    ({ option }) => option.type.ownership === "entry" && Object.hasOwn(declared, option.key),
  );

function bySetting(
  flags: readonly GivenFlag[],
  declared: JsonObject,
): ReadonlyMap<Setting, readonly GivenFlag[]> {
  const groups = new Map<Setting, GivenFlag[]>();
  for (const flag of flags) {
    const setting = entrySetting(flag, declared);
    if (setting !== undefined) groups.set(setting, [...(groups.get(setting) ?? []), flag]);
  }
  return groups;
}
