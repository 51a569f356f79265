import type { ErrorFacts } from "../errors";
import { isInEffect } from "../expect/expect";
import { type ObservedEngine, runningContainers } from "../observed/engine";
import { optionByKey, optionName } from "../options";
import { keepsContainers } from "./effect";
import type { Plan } from "./plan";

/**
 * Refuses declared settings of the default bridge that a restart would not apply: with live-restore in effect before and
 * after it, the engine keeps the bridge that its running containers use. Returns undefined for any other plan.
 */
export function keptBridgeConflict(plan: Plan, engine: ObservedEngine | undefined): ErrorFacts | undefined {
  const containers = runningContainers(engine);
  if (engine === undefined || containers.length === 0 || !keepsContainers(plan, engine)) return undefined;
  const names = plan.changes
    .filter(({ key, to }) => to !== undefined && isOfBridge(key) && !isInEffect(key, plan.after, engine))
    .map(({ key }) => optionName(key));
  if (names.length === 0) return undefined;
  return {
    kind: "ConflictError",
    step: "plan",
    what: `${names.join(", ")}: a restart doesn't change the default bridge while live-restore keeps containers running: ${containers.join(", ")}`,
    remedy:
      "stop these containers first, or set options.liveRestore to false in an earlier update; " +
      "they then stop in this one (apply.acknowledge)",
  };
}

const isOfBridge = (key: string): boolean => {
  const option = optionByKey(key);
  return option?.bridge === true && option.appliesTo !== "new networks";
};
