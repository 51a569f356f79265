import { exceeds } from "../effect";
import type { ErrorFacts } from "../errors";
import { optionByKey, optionName } from "../options";
import type { Plan } from "../plan/plan";
import type { ApplySettings } from "../schema/inputs/apply";
import type { FoundHazard } from "./found-hazard";

/** Returns why a plan requires more of the engine than `apply.allowedEffect`; undefined if it doesn't. */
export function effectRefusal(
  { effect, changes }: Pick<Plan, "effect" | "changes">,
  { allowedEffect }: Pick<ApplySettings, "allowedEffect">,
): ErrorFacts | undefined {
  if (!exceeds(effect, allowedEffect)) return undefined;
  const keys = changes
    .filter((change) => exceeds(change.effect, allowedEffect))
    .map(({ key }) => (optionByKey(key) === undefined ? key : optionName(key)));
  const reason = keys.length === 0 ? "the change of docker.service" : keys.join(", ");
  return {
    kind: "HazardError",
    step: "plan",
    what: `${reason} requires a ${effect} of dockerd, and apply.allowedEffect is "${allowedEffect}"`,
    remedy: `set apply.allowedEffect to "${effect}", or leave ${keys.length === 0 ? "it" : reason} unchanged`,
  };
}

/** Returns why a plan's hazards are not accepted; undefined if `apply.acknowledge` lists all of them. */
export function hazardRefusal(
  hazards: readonly FoundHazard[],
  { acknowledge }: Pick<ApplySettings, "acknowledge">,
): ErrorFacts | undefined {
  const others = hazards.filter(({ hazard }) => !acknowledge.includes(hazard));
  if (others.length === 0) return undefined;
  const names = [...new Set(others.map(({ hazard }) => hazard))];
  const all = [...new Set([...acknowledge, ...names])];
  return {
    kind: "HazardError",
    step: "plan",
    what: `apply.acknowledge does not list what this change does: ${names.join(", ")}`,
    detail: others.map(({ hazard, what }) => `${hazard}: ${what}`).join("\n"),
    remedy: `${[...new Set(others.map(({ instead }) => instead))].join("; ")}; or accept it with apply.acknowledge: ${JSON.stringify(all)}`,
  };
}

/** Returns a note on each hazard that was acknowledged. */
export const hazardNotes = (hazards: readonly FoundHazard[]): readonly string[] =>
  hazards.map(({ hazard, what }) => `acknowledged ${hazard}: ${what}`);
