import { bytesOf } from "../bytes";
import type { ObservedFile, ObservedHost } from "../observed/host";
import { accessOf } from "./artefacts";
import type { Plan } from "./plan";

/** Returns daemon.json as a plan that writes or keeps it leaves it. */
export function fileAfter(plan: Plan, host: ObservedHost): ObservedFile | undefined {
  if (plan.file.kind !== "write") return host.daemonJson;
  const { text } = plan.file;
  const { mode, owner } = accessOf(plan, host);
  return { path: host.target, ...host.daemonJson, mode, owner, text, bytes: bytesOf(text) };
}
