import { setTimeout as sleep } from "node:timers/promises";
import { DaemonError, reasonOf } from "../../core/errors";
import { type Mismatch, mismatchText } from "../../core/expect/expect";
import { expectedKeys } from "../../core/expect/expected-keys";
import type { ObservedEngine } from "../../core/observed/engine";
import { bridgeAddress } from "../../core/plan/bridge";
import { refusedKeys } from "../../core/plan/refused-keys";
import { applyScript, confirmScript } from "../scripts";
import { verify } from "../verify/verify";
import { settledByHost } from "./aftermath";
import { brokenFailure, isBeforeChange, stepFailure, UNPROVEN, validationFailure } from "./failures";
import { applyPayload, confirmPayload, holdLimit } from "./payload";
import { StepReport } from "./report";
import { afterRollback, rolledBack, undo } from "./rollback";
import type { Transaction } from "./transaction";

/**
 * Applies a plan: all of it, verified by the engine's own word and confirmed, or the host as before.
 *
 * @returns the engine as it shows itself afterwards; undefined if the plan changes files only
 * @throws DaemonError that says what failed and in what state the host is
 */
export function transact(transaction: Transaction): Promise<ObservedEngine | undefined> {
  return orSettledByHost(transaction, () => applyAndProve(transaction));
}

/** Runs a part of a transaction; if its outcome isn't known, the host's own end of it counts. */
async function orSettledByHost(
  transaction: Transaction,
  work: () => Promise<ObservedEngine | undefined>,
): Promise<ObservedEngine | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DaemonError) || error.facts.lost !== true || error.hostState !== "unknown")
      throw error;
    return settledByHost(transaction, error);
  }
}

async function applyAndProve(transaction: Transaction): Promise<ObservedEngine | undefined> {
  const enginePid = await apply(transaction);
  return afterChange(async () => {
    if (!transaction.plan.cutsNetwork) return prove(transaction, enginePid);
    // A connection that stands says nothing of whether the next one will.
    const host = await transaction.reconnect();
    transaction.host.close();
    return prove({ ...transaction, host }, enginePid);
  });
}

/**
 * Runs what follows an activation. A call to the host that fails there by itself (the connection, a session, sudo) says
 * nothing about the change, and least of all that the host is untouched.
 */
async function afterChange<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isUnclear =
      error instanceof DaemonError && (error.facts.lost === true || error.hostState === "untouched");
    throw isUnclear ? new DaemonError({ ...error.facts, lost: true, hostState: "unknown" }) : error;
  }
}

/** @returns the process of the engine that runs now; undefined where none does */
async function apply(transaction: Transaction): Promise<number | undefined> {
  const { host, plan, terms, tls, manifest, onStep } = transaction;
  const report = new StepReport(onStep);
  const managed = manifest === "none" ? {} : manifest.owned;
  const input = applyPayload(plan, transaction, terms, { tls, managed });
  await host.run(applyScript, { timeout: holdLimit(terms), input, onLine: report.add });
  const [failure, second] = report.failures;
  if (failure === undefined) return report.enginePid;
  if (failure.step === "validate") throw rejected(transaction, failure.detail);
  if (isBeforeChange(failure.step)) throw stepFailure(failure, "untouched");
  if (second !== undefined) {
    throw brokenFailure(failure.step, `${failure.detail}\n${second.step}: ${second.detail}`);
  }
  if (terms.apply.onFailure === "keep") {
    throw await afterChange(() => kept(transaction, stepFailure(failure, "changed")));
  }
  throw rolledBack(stepFailure(failure, "restored"), await afterRollback(transaction, report.notes));
}

function rejected({ plan, manifest, observed }: Transaction, detail: string): DaemonError {
  const owned = manifest === "none" ? {} : manifest.owned;
  return validationFailure(detail, refusedKeys(detail, plan.after, owned), observed.target);
}

/** The engine that shows what was declared, and is confirmed; where it doesn't, the host is put back. */
async function prove(
  transaction: Transaction,
  enginePid: number | undefined,
): Promise<ObservedEngine | undefined> {
  const { verify: isVerified } = transaction.plan;
  const engine = isVerified ? await shownTwice(transaction) : undefined;
  // An engine that wasn't verified may end and start as it likes.
  const failure = await confirmation(transaction, { enginePid: isVerified ? enginePid : undefined });
  if (failure === undefined) return engine;
  if (failure.step === "settle") throw unrecorded(failure.detail);
  const late = failure.step === "claim" && failure.detail.includes("wasn't confirmed in time");
  const why = failure.step === "prove" ? "died" : late ? "late" : "unwritten";
  throw await unproven(transaction, why, failure.detail);
}

async function shownTwice(transaction: Transaction): Promise<ObservedEngine> {
  const { terms, plan, onStep } = transaction;
  onStep("verify");
  const end = Date.now() + terms.limits.verify * 1000;
  const engine = await shown(transaction, end);
  if (plan.effect === "none" || terms.apply.settle <= 0) return engine;
  await sleep(terms.apply.settle * 1000);
  return shown(transaction, end);
}

/** The engine, once it reports what was declared. `end`: when the whole verification has to be over. */
async function shown(transaction: Transaction, end: number): Promise<ObservedEngine> {
  const { host, plan, keys } = transaction;
  const expected = expectedKeys(plan.after, keys, plan.argv);
  const seconds = Math.max(0, (end - Date.now()) / 1000);
  const { engine, missing } = await verify(host, plan.after, expected, seconds).catch(
    async (error: unknown) => {
      if (error instanceof DaemonError && error.facts.lost === true) throw error;
      throw await unproven(transaction, "silent", reasonOf(error));
    },
  );
  const bridge = bridgeAddress(engine.bridgeAnswer) ?? null;
  const moved =
    plan.bridge === undefined || plan.bridge === bridge ? [] : [bridgeMismatch(plan.bridge, bridge)];
  if (missing.length + moved.length === 0) return engine;
  throw await unproven(transaction, "notShown", [...missing, ...moved].map(mismatchText).join("\n"));
}

const bridgeMismatch = (expected: string, reported: string | null): Mismatch => ({
  key: "bip",
  values: { expected, reported },
  where: "GET /networks/bridge: IPAM.Config",
  paths: [],
});

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
  const { failure, notes } = await undo(host, { id: terms.id }, terms);
  if (failure !== undefined) return brokenFailure("verify", `${detail}\n${failure.step}: ${failure.detail}`);
  return rolledBack(new DaemonError(failed), await afterRollback(transaction, notes));
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

/** Writes our record, if the host itself needs no change. @returns its engine @throws DaemonError */
export function recordOnly(transaction: Transaction): Promise<ObservedEngine | undefined> {
  return orSettledByHost(transaction, async () => {
    const failure = await confirmation(transaction, "none");
    if (failure === undefined) return transaction.engine;
    if (isBeforeChange(failure.step)) throw stepFailure(failure, "untouched");
    // A record that is there, and not in place yet: the host goes on with it.
    if (failure.step === "settle") throw unrecorded(failure.detail);
    throw unrecorded(failure.detail).withHostState("untouched");
  });
}

/** Confirms what stands on the host. @returns what failed there */
async function confirmation(
  transaction: Transaction,
  proof: { readonly enginePid: number | undefined } | "none",
): Promise<{ step: string; detail: string } | undefined> {
  const { host, terms, manifest, onStep } = transaction;
  onStep("confirm");
  const report = new StepReport();
  const input = confirmPayload(manifest, transaction, terms, proof);
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
