import { type Owned, ownedBy } from "../../core/desired/daemon-json";
import { declaredOf } from "../../core/desired/declared";
import type { JsonObject } from "../../core/json";
import { outputsOf } from "../../core/outputs/outputs";
import { prepare } from "../../core/plan/prepare";
import { changesAddress, changesHost, withInputs } from "../../core/preview/diff";
import { parseInputs } from "../../core/schema/parse-inputs";
import { parseStored, type Stored } from "../../core/schema/stored";
import { NO_CLI } from "../../core/survey/survey";
import type { OperationContext } from "../resource";
import { inSession } from "../session";
import { accept } from "./accept";
import { apply } from "./apply";
import { StepTimes } from "./step-times";
import { surveyFree } from "./survey";

/** Adopts a host. If it has the declared values already, only the manifest is written. */
export const create = (id: string, inputs: JsonObject, context: OperationContext): Promise<JsonObject> =>
  applied(id, inputs, { stored: undefined, isNew: true }, context);

/**
 * Applies changed options in one transaction. A host at a changed address is observed: its manifest decides whether it is
 * managed already or has to be adopted. If only credentials or the way to apply changed, no connection is opened.
 */
export async function update(
  id: string,
  outputs: JsonObject,
  inputs: JsonObject,
  context: OperationContext,
): Promise<JsonObject> {
  if (!changesHost(outputs, inputs)) return withInputs(outputs, inputs);
  const last = { stored: parseStored(outputs), isNew: changesAddress(outputs, inputs) };
  return applied(id, inputs, last, context);
}

/** What the stack's state holds of the last apply; at another address it knows nothing of the host. */
interface Last {
  readonly stored: Stored | undefined;
  readonly isNew: boolean;
}

async function applied(
  id: string,
  json: JsonObject,
  { stored, isNew }: Last,
  context: OperationContext,
): Promise<JsonObject> {
  const inputs = parseInputs(json);
  const known = isNew ? undefined : stored;
  const lastOwned: Owned = known === undefined ? {} : ownedBy(declaredOf(known.inputs));
  const declared = declaredOf(inputs);
  const times = new StepTimes(context.onStep);
  return inSession(inputs, { ...context, onStep: times.begin }, async (session) => {
    const survey = await surveyFree(session, {
      keys: [...Object.keys(declared), ...Object.keys(lastOwned)],
      declared,
      isNew,
      lastCli: stored ?? NO_CLI,
      lastEngine: { version: known?.engineVersion },
    });
    const request = {
      ...{ id, urn: context.urn, transaction: session.terms.id, inputs, lastOwned, isNew },
      previousHost: stored?.inputs.connection.host,
    };
    const prepared = prepare(request, survey);
    const accepted = await accept(session.host, prepared.plan, survey, {
      settings: inputs.apply,
      purpose: "update",
    });
    for (const note of [...prepared.notes, ...accepted]) context.onNote(note);
    const engine = await apply(session, survey, { ...prepared, isMoved: isNew });
    const { hostKeyFingerprint } = session.host;
    const change = { engine, hostKeyFingerprint, ...times.soFar, lastEngine: known?.engine ?? {} };
    return outputsOf(json, survey, prepared, change);
  });
}
