import { exceeds } from "../effect";
import type { ErrorFacts } from "../errors";
import { declaredName } from "../options";
import type { Plan } from "../plan/plan";
import type { ApplySettings } from "../schema/inputs/apply";
import type { FoundHazard } from "./found-hazard";

/** What a plan is for: an update of the host, or its release by a destroy, which follows the last update's `apply`. */
export type Purpose = "update" | "release";

/** Returns why a plan requires more of the engine than `apply.allowedEffect`; undefined if it doesn't. */
export function effectRefusal(
  plan: Pick<Plan, "effect" | "changes" | "unit">,
  { allowedEffect }: Pick<ApplySettings, "allowedEffect">,
  purpose: Purpose,
): ErrorFacts | undefined {
  if (!exceeds(plan.effect, allowedEffect)) return undefined;
  const { cause, name } = causeOf(plan, allowedEffect);
  return {
    kind: "HazardError",
    step: "plan",
    what: `${cause} requires a ${plan.effect} of dockerd, and apply.allowedEffect is "${allowedEffect}"`,
    remedy: remedy(`set apply.allowedEffect to "${plan.effect}"`, `leave ${name} unchanged`, purpose),
  };
}

/** What requires the effect: options, the unit, or an erratum that makes a restart of a reload. */
function causeOf(
  { changes, unit }: Pick<Plan, "changes" | "unit">,
  allowed: ApplySettings["allowedEffect"],
): { readonly cause: string; readonly name: string } {
  const greater = changes.filter(({ effect }) => exceeds(effect, allowed));
  if (greater.length > 0) {
    const names = namesOf(greater);
    return { cause: names, name: names };
  }
  if (unit.kind !== "keep") return { cause: "the change of docker.service", name: "it" };
  const names = namesOf(changes);
  return { cause: `${names} (on this engine a reload breaks new containers: moby#52060)`, name: names };
}

const namesOf = (changes: Plan["changes"]): string => changes.map(({ key }) => declaredName(key)).join(", ");

/** Returns why a plan's hazards are not accepted; undefined if `apply.acknowledge` lists all of them. */
export function hazardRefusal(
  hazards: readonly FoundHazard[],
  { acknowledge }: Pick<ApplySettings, "acknowledge">,
  purpose: Purpose,
): ErrorFacts | undefined {
  const others = hazards.filter(({ hazard }) => !acknowledge.includes(hazard));
  if (others.length === 0) return undefined;
  const names = [...new Set(others.map(({ hazard }) => hazard))];
  const all = JSON.stringify([...new Set([...acknowledge, ...names])]);
  const instead = [...new Set(others.map((other) => other.instead))].join("; ");
  return {
    kind: "HazardError",
    step: "plan",
    what: `apply.acknowledge does not list what this change does: ${names.join(", ")}`,
    detail: others.map(({ hazard, what }) => `${hazard}: ${what}`).join("\n"),
    remedy: remedy(`set apply.acknowledge to ${all}`, instead, purpose),
  };
}

function remedy(accept: string, instead: string, purpose: Purpose): string {
  return purpose === "update"
    ? `${instead}; or ${accept}`
    : `${accept}, or apply.onDelete to "leave" (changes nothing), run \`pulumi up\`, then destroy`;
}

/** Returns a note on each hazard that was acknowledged. */
export const hazardNotes = (hazards: readonly FoundHazard[]): readonly string[] =>
  hazards.map(({ hazard, what }) => `acknowledged ${hazard}: ${what}`);
