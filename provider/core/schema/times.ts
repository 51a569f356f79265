import { isJsonObject, type Json, type JsonObject } from "../json";
import { APPLY_DEFAULTS, LIMIT_DEFAULTS } from "./apply";
import type { Failure } from "./failure";

/** Refuses times that can't work together. Values that aren't known yet, or are no numbers, are compared with nothing. */
export function timeFailures({ apply, timeouts }: JsonObject): readonly Failure[] {
  const settle = seconds(apply, "settle", APPLY_DEFAULTS.settle);
  const limits: readonly (readonly [name: string, limit: number, least: number])[] = [
    ["apply.confirmTimeout", seconds(apply, "confirmTimeout", APPLY_DEFAULTS.confirmTimeout), 5],
    ["timeouts.verify", seconds(timeouts, "verify", LIMIT_DEFAULTS.verify), 1],
  ];
  return limits
    .filter(([, limit, least]) => settle >= limit && limit >= least)
    .map(([name, limit]) => {
      const reason = `must be shorter than ${name} (${limit} s), which includes it; write fewer seconds, or a longer ${name}`;
      return { path: "apply.settle", reason };
    });
}

function seconds(from: Json | undefined, name: string, otherwise: number): number {
  const value = isJsonObject(from) ? from[name] : undefined;
  if (value === undefined) return otherwise;
  return typeof value === "number" ? value : NaN;
}
