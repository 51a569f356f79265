import { setTimeout as sleep } from "node:timers/promises";
import { DaemonError, type HostState } from "../../core/errors";
import { mismatchText } from "../../core/expect/expect";
import type { JsonObject } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import { setByFlag } from "../../core/observed/flags";
import type { Host } from "../host";
import { applyScript, confirmScript, undoScript } from "../scripts";
import { verify } from "../verify/verify";
import { settledByHost } from "./aftermath";
import { brokenFailure, isBeforeChange, stepFailure, UNPROVEN } from "./failures";
import { applyPayload, confirmPayload, type Ended, holdLimit, undoPayload } from "./payload";
import { StepReport } from "./report";
import type { Terms, Transaction } from "./transaction";

/**
 * Brings a plan about: all of it, proven by the engine's own word and confirmed, or the host as before.
 *
 * @returns the engine as it shows itself afterwards
 * @throws DaemonError that says what failed and in what state the host is
 */
export async function transact(transaction: Transaction): Promise<ObservedEngine> {
  try {
    return await applyAndProve(transaction);
  } catch (error) {
    if (!(error instanceof DaemonError) || error.facts.lost !== true || error.hostState !== "unknown")
      throw error;
    return settledByHost(transaction, error);
  }
}

async function applyAndProve(transaction: Transaction): Promise<ObservedEngine> {
  const enginePid = await apply(transaction);
  try {
    // A connection that stands says nothing of whether the next one will.
    const host = transaction.plan.cutsNetwork ? await transaction.reconnect() : transaction.host;
    return await prove({ ...transaction, host }, enginePid);
  } catch (error) {
    const lost =
      error instanceof DaemonError && (error.facts.lost === true || error.facts.step === "connect");
    throw lost ? new DaemonError({ ...error.facts, lost: true, hostState: "unknown" }) : error;
  }
}

/** @returns the process of the engine that runs now; undefined where none does */
async function apply(transaction: Transaction): Promise<number | undefined> {
  const { host, observed, plan, terms, tls, manifest, onStep } = transaction;
  const report = new StepReport(onStep);
  const managed = manifest === "none" ? {} : manifest.owned;
  const input = applyPayload(plan, observed, terms, { tls, managed });
  await host.run(applyScript, { timeout: holdLimit(terms), input, onLine: report.add });
  const [failure, second] = report.failures;
  if (failure === undefined) return report.enginePid;
  if (isBeforeChange(failure.step)) throw stepFailure(failure, "untouched");
  if (second !== undefined) {
    throw brokenFailure(failure.step, `${failure.detail}\n${second.step}: ${second.detail}`);
  }
  if (terms.apply.onFailure === "keep") throw await kept(transaction, stepFailure(failure, "changed"));
  throw stepFailure(failure, await backAsBefore(transaction));
}

/** The engine that shows what was declared, twice, and is confirmed; where it doesn't, the host is put back. */
async function prove(transaction: Transaction, enginePid: number | undefined): Promise<ObservedEngine> {
  const { terms, plan, onStep } = transaction;
  onStep("verify");
  const end = Date.now() + terms.limits.verify * 1000;
  let engine = await shown(transaction, end);
  if (plan.effect !== "none" && terms.apply.settle > 0) {
    await sleep(terms.apply.settle * 1000);
    engine = await shown(transaction, end);
  }
  const failure = await confirmation(transaction, { enginePid });
  if (failure === undefined) return engine;
  if (failure.step === "settle") throw unrecorded(failure.detail);
  const late = failure.step === "claim" && failure.detail.includes("wasn't confirmed in time");
  const why = failure.step === "prove" ? "died" : late ? "late" : "unwritten";
  throw await unproven(transaction, why, failure.detail);
}

/** The engine, once it reports what was declared. `end`: when the whole verification has to be over. */
async function shown(transaction: Transaction, end: number): Promise<ObservedEngine> {
  const { host, plan, keys } = transaction;
  const expected = expectedKeys(plan.after, keys, plan.argv);
  const seconds = Math.max(0, (end - Date.now()) / 1000);
  const { engine, missing } = await verify(host, plan.after, expected, seconds).catch(
    async (error: unknown) => {
      if (error instanceof DaemonError && error.facts.lost === true) throw error;
      throw await unproven(transaction, "silent", error instanceof Error ? error.message : "");
    },
  );
  if (missing.length === 0) return engine;
  throw await unproven(transaction, "notShown", missing.map(mismatchText).join("\n"));
}

/** The keys whose value the engine has to show: what the file doesn't say, a flag may. */
function expectedKeys(file: JsonObject, keys: readonly string[], argv: readonly string[]): readonly string[] {
  const byFlag = setByFlag(keys, argv).map(({ key }) => key);
  return keys.filter((key) => Object.hasOwn(file, key) || !byFlag.includes(key));
}

/** Puts a host back whose new set was active already, unless it is to be kept, and makes the error that tells of both. */
async function unproven(
  transaction: Transaction,
  why: keyof typeof UNPROVEN,
  detail: string,
): Promise<DaemonError> {
  const { host, terms, onStep } = transaction;
  const failed = { ...UNPROVEN[why], step: "verify", detail };
  if (terms.apply.onFailure === "keep") {
    return kept(transaction, new DaemonError({ ...failed, hostState: "changed" }));
  }
  onStep("restore");
  const failure = await undo(host, { id: terms.id }, terms);
  if (failure !== undefined) return brokenFailure("verify", `${detail}\n${failure.step}: ${failure.detail}`);
  return new DaemonError({ ...failed, hostState: await backAsBefore(transaction) });
}

/** Has the host undo what isn't confirmed, or end what an earlier run left. @returns what failed there */
export async function undo(
  host: Host,
  ended: Ended,
  terms: Terms,
): Promise<{ step: string; detail: string } | undefined> {
  const report = new StepReport();
  const input = undoPayload(ended);
  await host.run(undoScript, { timeout: holdLimit(terms), input, onLine: report.add });
  return report.failures[0];
}

/** A set that failed and is kept for those who want to look: the host holds it as its own. */
async function kept(transaction: Transaction, failure: DaemonError): Promise<DaemonError> {
  const refused = await confirmation(transaction, { enginePid: undefined });
  if (refused === undefined) return failure;
  return brokenFailure(
    failure.facts.step,
    `${failure.facts.detail ?? ""}\n${refused.step}: ${refused.detail}`,
  );
}

/** Writes our record, where the host itself needs no change. @throws DaemonError */
export async function recordOnly(transaction: Transaction): Promise<void> {
  const failure = await confirmation(transaction, "none");
  if (failure === undefined) return;
  if (isBeforeChange(failure.step)) throw stepFailure(failure, "untouched");
  // A record that is there, and not in place yet: the host goes on with it.
  if (failure.step === "settle") throw unrecorded(failure.detail);
  throw unrecorded(failure.detail).leaving("untouched");
}

/** Confirms what stands on the host. @returns what failed there */
async function confirmation(
  { host, observed, terms, manifest, onStep }: Transaction,
  proof: { readonly enginePid: number | undefined } | "none",
): Promise<{ step: string; detail: string } | undefined> {
  onStep("confirm");
  const report = new StepReport();
  const input = confirmPayload(manifest, observed, terms, proof);
  await host.run(confirmScript, { timeout: terms.limits.apply, input, onLine: report.add });
  return report.failures[0];
}

function unrecorded(detail: string): DaemonError {
  return new DaemonError({
    kind: "ActivationError",
    step: "confirm",
    what: "the host has what was declared, but our record of it couldn't be written",
    detail,
    remedy: "make /var/lib/pulumi-dockerd writable, then run again",
    hostState: "changed",
  });
}

/** Whether the engine shows the old file's values again. */
async function backAsBefore({ host, observed, before, keys, terms }: Transaction): Promise<HostState> {
  if (observed.service?.active !== true) return "restored";
  try {
    const expected = expectedKeys(before, keys, observed.service.argv);
    const { missing } = await verify(host, before, expected, terms.limits.verify);
    return missing.length === 0 ? "restored" : "changed";
  } catch (error) {
    // An engine that doesn't answer: the failure that led here is told, not this one.
    if (error instanceof DaemonError) return "unknown";
    throw error;
  }
}
