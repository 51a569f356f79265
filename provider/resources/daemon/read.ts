import { presentKeys } from "../../core/desired/daemon-json";
import { declaredOf } from "../../core/desired/declared";
import { type JsonObject, objectOf, sameJson } from "../../core/json";
import { refreshed } from "../../core/outputs/outputs";
import { inputsIn } from "../../core/preview/diff";
import { parseStored } from "../../core/schema/stored";
import type { OperationContext } from "../resource";
import { unlessUnreachable } from "../session";
import { surveyHost } from "./survey";

/** Returns inputs and outputs as the host has them. An empty input that the state lacks is not added to it. */
export async function read(
  id: string,
  outputs: JsonObject,
  context: OperationContext,
): Promise<{ inputs: JsonObject; outputs: JsonObject }> {
  const stored = parseStored(outputs);
  const instead = { inputs: inputsIn(outputs), outputs };
  const kept = { consequence: "its last known state is kept", instead };
  return unlessUnreachable(stored.inputs, context, kept, async ({ host, terms }) => {
    const keys = presentKeys(declaredOf(stored.inputs));
    const survey = await surveyHost(host, { keys, lastCli: stored }, terms.timeouts.observe);
    const { inputs, observed } = refreshed(stored, survey, { id, urn: context.urn });
    const present = objectOf(
      Object.entries(inputs).filter(([name, value]) => Object.hasOwn(outputs, name) || !sameJson(value, {})),
    );
    return { inputs: { ...inputsIn(outputs), ...present }, outputs: { ...outputs, ...present, ...observed } };
  });
}
