import type { EngineVersion } from "../engine-version";
import { unreported } from "../expect/expect";
import type { Plan } from "./plan";

/** An engine that starts may exit within this time, in seconds. */
const AFTER_START = 2;

/**
 * Returns how long to wait before the engine is verified again if the program doesn't say: not at all after a reload whose
 * values the engine reports, since the same process runs on with them.
 */
export function settleTime(
  { effect, changes }: Pick<Plan, "effect" | "changes">,
  version: EngineVersion,
): number {
  const keys = changes.map(({ key }) => key);
  const isProven = effect === "reload" && unreported(keys, version).length === 0;
  return effect === "none" || isProven ? 0 : AFTER_START;
}
