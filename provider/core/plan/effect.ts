import { type EngineVersion, isAtLeast } from "../engine-version";
import { optionByKey } from "../options";

/** What a change needs: nothing, a SIGHUP, or a restart of the engine. In order, the least first. */
export const EFFECTS = ["none", "reload", "restart"] as const;
export type Effect = (typeof EFFECTS)[number];

export const greatest = (effects: readonly Effect[]): Effect =>
  EFFECTS[Math.max(0, ...effects.map((effect) => EFFECTS.indexOf(effect)))] ?? "none";

/**
 * What it takes until an engine runs with a key's new value.
 * A key that leaves daemon.json keeps its old value over a SIGHUP in all releases, so that one needs a restart.
 */
export function effectOf(key: string, leaves: boolean, version: EngineVersion): Effect {
  const since = optionByKey(key)?.reloadSince;
  return since !== undefined && !leaves && isAtLeast(version, since) ? "reload" : "restart";
}
