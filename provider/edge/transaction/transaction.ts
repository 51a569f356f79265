import { DaemonError, type ErrorKind, type HostState } from "../../core/errors";
import type { Json, JsonObject } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import { setByFlag } from "../../core/observed/flags";
import type { ObservedHost } from "../../core/observed/host";
import type { Plan } from "../../core/plan/plan";
import type { Manifest } from "../../core/state/manifest";
import type { Host } from "../host";
import { applyScript, confirmScript, restoreScript } from "../scripts";
import { verify } from "../verify/verify";
import { applyPayload, confirmPayload, restorePayload } from "./payload";
import { StepReport } from "./report";

/** Seconds for an apply on the host, with the engine's own stop and start. */
const LIMIT = 180;

export interface Transaction {
  readonly host: Host;
  readonly observed: ObservedHost;
  readonly plan: Plan;
  /** daemon.json's value before. */
  readonly before: JsonObject;
  /** The keys that the engine has to show afterwards. */
  readonly keys: readonly string[];
  /** Called with each step's name as it begins. */
  readonly onStep: (step: string) => void;
}

/**
 * Brings a plan about: all of it, proven by the engine's own word, or the host as before.
 * `manifest` is what stands in our record afterwards; "none" removes all trace of us.
 *
 * @returns the engine as it shows itself afterwards
 * @throws DaemonError that says what failed and in what state the host is
 */
export async function transact(
  transaction: Transaction,
  manifest: Manifest | "none",
): Promise<ObservedEngine> {
  await apply(transaction);
  try {
    const engine = await proven(transaction);
    await confirm(transaction.host, transaction.observed, manifest, transaction.onStep);
    return engine;
  } catch (error) {
    // The new set stands by now: who says that nothing was changed only speaks of his own step.
    throw error instanceof DaemonError && error.hostState === "untouched" ? error.leaving("unknown") : error;
  }
}

/** The engine that shows what was declared; where it doesn't, the host is put back. */
async function proven(transaction: Transaction): Promise<ObservedEngine> {
  const { host, plan, keys, onStep } = transaction;
  onStep("verify");
  const expected = expectedKeys(plan.after, keys, plan.argv);
  const { engine, missing } = await verify(host, plan.after, expected).catch(async (error: unknown) => {
    throw await restored(transaction, SILENT, error instanceof Error ? error.message : "");
  });
  if (missing.length === 0) return engine;
  const detail = missing.map(
    ({ key, expected, shown, where }) =>
      `${key}: ${text(expected)} was declared, ${where} shows ${text(shown)}`,
  );
  throw await restored(transaction, NOT_SHOWN, detail.join("\n"));
}

const text = (value: Json): string => JSON.stringify(value);

/** The keys whose value the engine has to show: what the file doesn't say, a flag may. */
function expectedKeys(file: JsonObject, keys: readonly string[], argv: readonly string[]): readonly string[] {
  const byFlag = setByFlag(keys, argv).map(({ key }) => key);
  return keys.filter((key) => Object.hasOwn(file, key) || !byFlag.includes(key));
}

/** Writes our record, where the host itself needed no change. */
export async function confirm(
  host: Host,
  observed: ObservedHost,
  manifest: Manifest | "none",
  onStep: (step: string) => void,
): Promise<void> {
  onStep("confirm");
  const report = new StepReport(() => undefined);
  const input = confirmPayload(manifest, observed);
  await host.run(confirmScript, { timeout: LIMIT, input, onLine: report.add });
  const failure = report.failures[0];
  if (failure === undefined) return;
  throw new DaemonError({
    kind: "ActivationError",
    step: `confirm (${failure.step})`,
    what: "the host has what was declared, but our record of it couldn't be written",
    detail: failure.detail,
    remedy: "make /var/lib/pulumi-dockerd writable, then run again",
    hostState: "changed",
  });
}

/** What a failed step of apply.sh means to a user. */
const FAILURES: Readonly<Record<string, { kind: ErrorKind; what: string; remedy: string }>> = {
  stage: {
    kind: "ActivationError",
    what: "the new daemon.json couldn't be written",
    remedy: "make room, or /etc/docker writable, then run again",
  },
  validate: {
    kind: "ValidationError",
    what: "this engine's own check refuses the new daemon.json",
    remedy: "correct the option that it names",
  },
  guard: {
    kind: "ConflictError",
    what: "daemon.json was changed by someone else just now",
    remedy: "run again",
  },
  backup: {
    kind: "ActivationError",
    what: "the file before couldn't be kept",
    remedy: "make /var/lib/pulumi-dockerd writable, then run again",
  },
};

const NOT_ACTIVATED = {
  kind: "ActivationError",
  what: "the engine didn't take the new daemon.json",
  remedy: "correct the option that its last lines name",
} as const;

async function apply(transaction: Transaction): Promise<void> {
  const { host, observed, plan, onStep } = transaction;
  const report = new StepReport(onStep);
  await host.run(applyScript, { timeout: LIMIT, input: applyPayload(plan, observed), onLine: report.add });
  const [failure, second] = report.failures;
  if (failure === undefined) return;
  const { kind, what, remedy } = FAILURES[failure.step] ?? NOT_ACTIVATED;
  if (FAILURES[failure.step] !== undefined) {
    throw new DaemonError({ kind, what, remedy, step: failure.step, detail: failure.detail });
  }
  if (second !== undefined) throw broken(failure.step, `${failure.detail}\n${second.step}: ${second.detail}`);
  const hostState = await backAsBefore(transaction);
  throw new DaemonError({ kind, what, remedy, step: failure.step, detail: failure.detail, hostState });
}

const REMEDY =
  "see what the engine makes of these values (`journalctl -u docker` on the host) and correct them";
const SILENT = {
  kind: "ActivationError",
  what: "the engine doesn't answer after the change",
  remedy: REMEDY,
} as const;
const NOT_SHOWN = {
  kind: "VerificationError",
  what: "the engine runs, but doesn't show what was declared",
  remedy: REMEDY,
} as const;

/** Puts a host back whose new set was active already, and makes the error that tells of both. */
async function restored(
  transaction: Transaction,
  failed: typeof SILENT | typeof NOT_SHOWN,
  detail: string,
): Promise<DaemonError> {
  const { host, observed, plan, onStep } = transaction;
  onStep("restore");
  const report = new StepReport(() => undefined);
  const input = restorePayload(plan, observed);
  await host.run(restoreScript, { timeout: LIMIT, input, onLine: report.add });
  const failure = report.failures[0];
  if (failure !== undefined) return broken("verify", `${detail}\n${failure.step}: ${failure.detail}`);
  return new DaemonError({ ...failed, step: "verify", detail, hostState: await backAsBefore(transaction) });
}

/** Whether the engine shows the old file's values again. */
async function backAsBefore({ host, observed, before, keys }: Transaction): Promise<HostState> {
  if (observed.service?.active !== true) return "restored";
  try {
    const { missing } = await verify(host, before, expectedKeys(before, keys, observed.service.argv));
    return missing.length === 0 ? "restored" : "changed";
  } catch (error) {
    // An engine that doesn't answer: the failure that led here is told, not this one.
    if (error instanceof DaemonError) return "unknown";
    throw error;
  }
}

function broken(step: string, detail: string): DaemonError {
  return new DaemonError({
    kind: "ActivationError",
    step,
    what: "the engine didn't take the new daemon.json, and the one before couldn't be put back",
    detail,
    remedy: "look at the host now; the file before is /var/lib/pulumi-dockerd/previous/daemon.json",
    hostState: "changed",
  });
}
