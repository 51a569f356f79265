import { DaemonError } from "../../core/errors";
import { effectRefusal, hazardNotes, hazardRefusal, type Purpose } from "../../core/hazards/acceptance";
import { hazardsOf, neededFacts } from "../../core/hazards/hazards";
import type { Plan } from "../../core/plan/plan";
import type { ApplySettings } from "../../core/schema/inputs/apply";
import type { Survey } from "../../core/survey/survey";
import { queryFacts } from "../../edge/api/containers";
import type { Host } from "../../edge/host";

/**
 * Refuses a plan that costs more than the program accepts.
 *
 * @returns notes on the hazards that it accepts
 * @throws DaemonError
 */
export async function accept(
  host: Host,
  plan: Plan,
  survey: Survey,
  { settings, purpose }: { readonly settings: ApplySettings; readonly purpose: Purpose },
): Promise<readonly string[]> {
  const tooMuch = effectRefusal(plan, settings, purpose);
  if (tooMuch !== undefined) throw new DaemonError(tooMuch);
  const hazards = hazardsOf(plan, survey, await queryFacts(host, neededFacts(plan, survey)));
  const refusal = hazardRefusal(hazards, settings, purpose);
  if (refusal !== undefined) throw new DaemonError(refusal);
  return hazardNotes(hazards);
}
