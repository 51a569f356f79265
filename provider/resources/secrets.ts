import type { ObservedHost } from "../core/observed/host";
import { sensitiveIn } from "../core/options/sensitive";
import type { Plan } from "../core/plan/plan";
import { accessOf, sha256 } from "../edge/transaction/payload";

/** Stands for a text without telling it: `sha256:...`. */
export const fingerprint = (text: string): string => `sha256:${sha256(Buffer.from(text))}`;

const READABLE_BY_OTHERS = 0o044;

/** A note if a plan writes sensitive values into a daemon.json that others than its owner may read. */
export function readableSecrets(plan: Plan, host: ObservedHost): string | undefined {
  const { mode } = accessOf(plan, host);
  const names = sensitiveIn(plan.after);
  const readable = (Number.parseInt(mode, 8) & READABLE_BY_OTHERS) !== 0;
  if (plan.file.kind !== "write" || names.length === 0 || !readable) return undefined;
  return (
    `${host.target} has the mode ${mode}, and its ${names.join(", ")} may be secret: ` +
    `run "chmod 600 ${host.target}" on the host`
  );
}
