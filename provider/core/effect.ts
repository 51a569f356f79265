/** What a change requires: nothing, a SIGHUP, or a restart of the engine. In order, the least first. */
export const EFFECTS = ["none", "reload", "restart"] as const;
export type Effect = (typeof EFFECTS)[number];

export const greatest = (effects: readonly Effect[]): Effect =>
  EFFECTS[Math.max(0, ...effects.map((effect) => EFFECTS.indexOf(effect)))] ?? "none";

/** Whether an effect is greater than another one. */
export const exceeds = (effect: Effect, limit: Effect): boolean =>
  EFFECTS.indexOf(effect) > EFFECTS.indexOf(limit);
