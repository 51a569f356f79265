import { bytesOf } from "../bytes";
import type { ObservedFile, ObservedHost } from "../observed/host";
import { sensitiveIn } from "../options/sensitive";
import type { Plan } from "./plan";

/** Returns mode and owner of daemon.json: an existing file keeps its own, a new one with a sensitive value is 0600. */
export const accessOf = (plan: Plan, { daemonJson }: ObservedHost): Pick<ObservedFile, "mode" | "owner"> =>
  daemonJson ?? { mode: sensitiveIn(plan.after).length > 0 ? "600" : "644", owner: "0:0" };

/** Returns daemon.json as a plan that writes or keeps it leaves it. */
export function fileAfter(plan: Plan, host: ObservedHost): ObservedFile | undefined {
  if (plan.file.kind !== "write") return host.daemonJson;
  const { text } = plan.file;
  const { mode, owner } = accessOf(plan, host);
  return { path: host.target, ...host.daemonJson, mode, owner, text, bytes: bytesOf(text) };
}
