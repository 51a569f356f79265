import { isJsonObject, type Json, type JsonObject, own } from "../json";
import type { Failure } from "./failure";
import { APPLY } from "./inputs/apply";
import type { InputField } from "./inputs/input";
import { TIMEOUTS } from "./inputs/timeouts";

/** Refuses a settle time that a timeout which includes it cuts off. Values that are unknown or invalid aren't compared. */
export function timeFailures({ apply, timeouts }: JsonObject): readonly Failure[] {
  const settle = timeOf(APPLY, apply, "settle");
  const including = [
    { name: "apply.confirmTimeout", timeout: timeOf(APPLY, apply, "confirmTimeout") },
    { name: "timeouts.verify", timeout: timeOf(TIMEOUTS, timeouts, "verify") },
  ];
  return including
    .filter(({ timeout }) => settle >= timeout)
    .map(({ name, timeout }) => {
      const reason = `must be shorter than ${name} (${timeout} s), which includes it; set fewer seconds, or a longer ${name}`;
      return { path: "apply.settle", reason };
    });
}

/** Seconds as set or by default; NaN if they are unknown or invalid. */
function timeOf<const L extends readonly InputField[]>(
  fields: L,
  group: Json | undefined,
  name: L[number]["name"],
): number {
  const field = fields.find((each) => each.name === name);
  const value = (isJsonObject(group) ? own(group, name) : undefined) ?? field?.default;
  return typeof value === "number" && field?.type.schema.safeParse(value).success === true ? value : NaN;
}
