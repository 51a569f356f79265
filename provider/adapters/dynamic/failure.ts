import { DaemonError, printable } from "../../core/errors";
import type { JsonObject } from "../../core/json";

/** What @pulumi/pulumi's dynamic provider turns into a partial failure: the resource exists, but isn't right. */
interface PartialFailure extends Error {
  id: string;
  reasons: string[];
  properties: JsonObject;
}

/**
 * Returns an error in the form that Pulumi requires: a plain one if the host is unchanged or rolled back, so that the state
 * stays; otherwise a partial failure, whose drift makes the next run continue from there.
 */
export function pulumiFailure(error: unknown, id: string, properties: JsonObject): Error {
  if (!(error instanceof DaemonError)) return printed(error);
  if (error.hostState === "untouched" || error.hostState === "restored") return quiet(error.message);
  const drift = {
    host: error.hostState === "changed" ? "CHANGED by a run that failed" : "UNKNOWN after a run that failed",
  };
  const partial = { id, reasons: [error.message], properties: { ...properties, drift } };
  return Object.assign(quiet(error.message), partial) satisfies PartialFailure;
}

/** Any other error with a text for a terminal. */
function printed(error: unknown): Error {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return Object.assign(new Error(printable(message)), stack === undefined ? {} : { stack: printable(stack) });
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
