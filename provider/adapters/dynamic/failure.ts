import { DaemonError } from "../../core/errors";
import type { JsonObject } from "../../core/json";

/** What @pulumi/pulumi's dynamic provider turns into a partial failure: the resource exists, but isn't right. */
interface PartialFailure extends Error {
  id: string;
  reasons: string[];
  properties: JsonObject;
}

/**
 * An error as Pulumi has to get it. Where the host is as before, a plain one: the state stays. Where it isn't, or where
 * nobody knows, a partial failure: the next run goes on from there.
 */
export function pulumiFailure(error: unknown, id: string, properties: JsonObject): Error {
  if (!(error instanceof DaemonError)) return error instanceof Error ? error : new Error(String(error));
  if (error.hostState === "untouched" || error.hostState === "restored") return quiet(error.message);
  return Object.assign(quiet(error.message), {
    id,
    reasons: [error.message],
    properties,
  }) satisfies PartialFailure;
}

/**
 * Of an error in check, read or delete Pulumi's dynamic provider prints text and stack on its standard error as well,
 * which Pulumi shows beside the resource's own error: one line there is enough.
 */
function quiet(message: string): Error {
  const error = new Error(message);
  const kind = message.slice(0, message.indexOf(":"));
  return Object.assign(error, { stack: "see the error of the resource", toString: () => kind });
}
