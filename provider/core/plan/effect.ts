import { type EngineVersion, isAtLeast } from "../engine-version";
import { isJsonObject, type Json, own, sameJson } from "../json";
import { optionByKey, type OptionType } from "../options";

/** What a change needs: nothing, a SIGHUP, or a restart of the engine. In order, the least first. */
export const EFFECTS = ["none", "reload", "restart"] as const;
export type Effect = (typeof EFFECTS)[number];

export const greatest = (effects: readonly Effect[]): Effect =>
  EFFECTS[Math.max(0, ...effects.map((effect) => EFFECTS.indexOf(effect)))] ?? "none";

/**
 * What it takes until an engine runs with a key's new value in place of the old one; undefined is an absent key.
 * Most keys that leave daemon.json keep their old value over a SIGHUP, so those need a restart.
 */
export function effectOf(
  key: string,
  from: Json | undefined,
  to: Json | undefined,
  version: EngineVersion,
): Effect {
  const option = optionByKey(key);
  if (option === undefined) return "restart";
  const since = option.reloadSince ?? reloadOfMembers(option.type, from, to);
  if (since === undefined || !isAtLeast(version, since)) return "restart";
  // A record whose members are reloaded one by one is replaced as a whole.
  const leavesForGood = to !== undefined || option.whenRemoved !== "kept";
  return leavesForGood ? "reload" : "restart";
}

/** Returns the first release that applies all differences between two objects at a SIGHUP, if there is one. */
function reloadOfMembers(
  { fields = [] }: OptionType,
  from: Json | undefined,
  to: Json | undefined,
): string | undefined {
  const [before, after] = [from ?? {}, to ?? {}].map((value) => (isJsonObject(value) ? value : {}));
  if (before === undefined || after === undefined) return undefined;
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => !sameJson(own(before, name), own(after, name)),
  );
  const since = changed.map((name) => fields.find((field) => field.key === name)?.reloadSince);
  return since.every((release) => release !== undefined) ? since[0] : undefined;
}
