import type { JsonObject } from "../../core/json";
import { prepareRelease, releaseFailure } from "../../core/plan/release";
import { parseStored } from "../../core/schema/stored";
import type { OperationContext } from "../resource";
import { unlessUnreachable } from "../session";
import { accept } from "./accept";
import { apply } from "./apply";
import { surveyFree } from "./survey";

/** Releases a host as apply.onDelete says. A host that another resource manages by now is left unchanged. */
export async function release(id: string, outputs: JsonObject, context: OperationContext): Promise<void> {
  const stored = parseStored(outputs);
  const unreachable = { consequence: "it keeps its configuration", instead: undefined };
  await unlessUnreachable(stored.inputs, context, unreachable, async (session) => {
    const survey = await surveyFree(session, { keys: [], original: true });
    const { plan, notes } = prepareRelease(id, stored, survey);
    const { apply: settings } = stored.inputs;
    const accepted =
      plan === undefined ? [] : await accept(session.host, plan, survey, { settings, purpose: "release" });
    for (const note of [...notes, ...accepted]) context.onNote(note);
    if (plan === undefined) return;
    const change = { plan, manifest: "none", tls: undefined, isMoved: false } as const;
    await apply(session, survey, change).catch((error: unknown) => {
      throw releaseFailure(error, settings.onDelete);
    });
  });
}
