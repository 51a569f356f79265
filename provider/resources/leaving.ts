import { namesOf, type Owned, ownedBy } from "../core/desired/daemon-json";
import type { JsonObject } from "../core/json";
import { pendingKeys } from "../core/plan/pending";
import { planDeclared, planLeaving, planNothing, type Plan, type PlanFacts } from "../core/plan/plan";
import type { ApplySettings } from "../core/schema/apply";
import { ownedAtLast } from "../core/state/manifest";
import { firstSource, type Found, unitAfterUs } from "./found";

/** How our part on a host ends. */
export interface Leaving {
  readonly plan: Plan;
  /** What others set since we came, and what stays therefore: `labels.rack`, `debug`. */
  readonly stays: readonly string[];
}

export function leavingPlan(onDelete: ApplySettings["onDelete"], owned: Owned, found: Found): Leaving {
  const facts: PlanFacts = {
    found: found.value,
    sources: [found.source],
    engine: found.engine,
    dropIn: found.host.service?.dropIn,
    bridge: found.manifest?.bridge,
    pending: pendingKeys(found),
  };
  const unit = unitAfterUs(found);
  // Our drop-in stays, so the flags of the engine's next start aren't those without it.
  if (onDelete === "leave") return { plan: planNothing({ ...unit, argv: [] }, facts), stays: [] };
  if (onDelete === "removeOwned") return { plan: planDeclared({}, owned, unit, facts), stays: [] };
  const source = firstSource(found);
  const first = { value: source.value, file: found.host.first };
  const plan = planLeaving(owned, unit, first, {
    ...facts,
    sources: [found.source, source],
    file: found.host.daemonJson,
  });
  return { plan, stays: others(found.value, first.value, owned) };
}

/** Keys and entries of a file that are neither ours nor were there before us. */
function others(now: JsonObject, first: JsonObject, owned: Owned): readonly string[] {
  const before = new Set(namesOf(ownedBy(first)));
  const ours = new Set(namesOf(owned));
  return namesOf(ownedBy(now)).filter((name) => !before.has(name) && !ours.has(name));
}

/**
 * What a resource owns of a host's daemon.json; undefined where it owns nothing. The state's word counts only where our
 * record is gone, but the first file shows that there was one.
 */
export function ownedOn({ manifest, host, value }: Found, id: string, declared: Owned): Owned | undefined {
  if (manifest !== undefined) return manifest.id === id ? ownedAtLast(manifest, value) : undefined;
  return host.first === "none" ? undefined : declared;
}
