import { setTimeout as sleep } from "node:timers/promises";
import { DaemonError, type HostState, reasonOf } from "../../core/errors";
import { type Mismatch, mismatchText } from "../../core/expect/expect";
import { expectedKeys } from "../../core/expect/expected-keys";
import { type ObservedEngine, runningContainers } from "../../core/observed/engine";
import { bridgeAddress } from "../../core/plan/bridge";
import { refusedKeys } from "../../core/plan/refused-keys";
import { settleTime } from "../../core/plan/settle";
import { applyScript, confirmScript } from "../scripts";
import { verify } from "../verify/verify";
import { endedByHost } from "./aftermath";
import {
  activationFailure,
  brokenFailure,
  isBeforeChange,
  stepFailure,
  UNVERIFIED,
  unverifiedReason,
  unrecordedFailure,
  validationFailure,
} from "./failures";
import { applyPayload, confirmPayload, holdLimit } from "./payload";
import { type StepFailure, StepReport } from "./report";
import { afterRollback, rolledBack, rollBack } from "./rollback";
import type { Transaction } from "./transaction";

/**
 * Applies a plan as one transaction: it is verified through the API and confirmed, or rolled back.
 *
 * @returns the engine as its API reports it afterwards; undefined if the plan changes files only
 * @throws DaemonError with the failed step and the host's state
 */
export function transact(transaction: Transaction): Promise<ObservedEngine | undefined> {
  return orEndedByHost(transaction, () => applyAndVerify(transaction));
}

/** Runs a part of a transaction; if its outcome is unknown, waits for the end that the host brings it to. */
async function orEndedByHost(
  transaction: Transaction,
  work: () => Promise<ObservedEngine | undefined>,
): Promise<ObservedEngine | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DaemonError) || error.facts.lost !== true || error.hostState !== "unknown")
      throw error;
    return endedByHost(transaction, error);
  }
}

async function applyAndVerify(transaction: Transaction): Promise<ObservedEngine | undefined> {
  const enginePid = await apply(transaction);
  return afterChange(async () => {
    if (!transaction.plan.cutsNetwork) return verifyAndConfirm(transaction, enginePid);
    // An open connection doesn't mean that a new one can be opened.
    const host = await transaction.reconnect();
    transaction.host.close();
    return verifyAndConfirm({ ...transaction, host }, enginePid);
  });
}

/**
 * Runs the work that follows an activation. If a call to the host fails there by itself (the connection, a session, sudo),
 * the host's state is unknown, whatever the error says.
 */
async function afterChange<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isUnclear =
      error instanceof DaemonError && (error.facts.lost === true || error.hostState === "untouched");
    if (!isUnclear) throw error;
    throw new DaemonError({ ...error.facts, lost: true, hostState: "unknown", cause: error });
  }
}

/** Runs apply.sh. @returns the engine's process; undefined if none runs */
async function apply(transaction: Transaction): Promise<number | undefined> {
  const { host, plan, terms, tls, manifest, onStep } = transaction;
  const report = new StepReport(onStep);
  const managed = manifest === "none" ? {} : manifest.owned;
  const input = applyPayload(plan, transaction, terms, { tls, managed });
  await host.run(applyScript, { timeout: holdLimit(terms), input, onLine: report.add });
  const [failure, second] = report.failures;
  if (failure === undefined) return report.enginePid;
  if (failure.step === "validate") throw rejected(transaction, failure);
  if (isBeforeChange(failure.step)) throw stepFailure(failure, "untouched");
  if (second !== undefined) {
    throw brokenFailure(failure.step, failure.detail, second);
  }
  if (terms.apply.onFailure === "keep") {
    throw await afterChange(() => kept(transaction, failed(transaction, failure, "changed")));
  }
  throw rolledBack(failed(transaction, failure, "restored"), await afterRollback(transaction, report.notes));
}

/** The number of lines at the end of an engine's log in which it names what it failed with. */
const LAST_LINES = 3;

/** The error of a step after the switch. */
function failed(
  { plan, manifest, observed }: Transaction,
  failure: StepFailure,
  state: HostState,
): DaemonError {
  const error = stepFailure(failure, state);
  if (failure.step !== "activate") return error;
  const owned = manifest === "none" ? {} : manifest.owned;
  const lines = failure.detail.trim().split("\n").slice(-LAST_LINES);
  // The level of a line is not a key.
  const text = lines.map((line) => line.replace(/\blevel=\w+/g, "")).join("\n");
  return activationFailure(error, refusedKeys(text, plan.after, owned), observed.target);
}

function rejected({ plan, manifest, observed }: Transaction, failure: StepFailure): DaemonError {
  const owned = manifest === "none" ? {} : manifest.owned;
  return validationFailure(failure, refusedKeys(failure.detail, plan.after, owned), observed.target);
}

/** Verifies the engine and confirms the change; rolls it back if either fails. */
async function verifyAndConfirm(
  transaction: Transaction,
  enginePid: number | undefined,
): Promise<ObservedEngine | undefined> {
  const { verify: isVerified } = transaction.plan;
  const engine = isVerified ? await verifyTwice(transaction) : undefined;
  // An engine that wasn't verified may end and start as it likes.
  const failure = await confirmation(transaction, { enginePid: isVerified ? enginePid : undefined });
  if (failure === undefined) return engine;
  if (failure.step === "finish") throw unrecordedFailure(failure);
  throw await unverified(transaction, unverifiedReason(failure), failure.detail);
}

async function verifyTwice(transaction: Transaction): Promise<ObservedEngine> {
  const { terms, plan, onStep } = transaction;
  onStep("verify");
  const end = Date.now() + terms.timeouts.verify * 1000;
  const engine = await reporting(transaction, end);
  const { settle = settleTime(plan, engine.version) } = terms.apply;
  if (plan.effect === "none" || settle <= 0) return engine;
  await sleep(settle * 1000);
  return reporting(transaction, end);
}

/** Waits until the engine reports the declared values. `end`: the deadline of the whole verification. */
async function reporting(transaction: Transaction, end: number): Promise<ObservedEngine> {
  const { host, plan, keys } = transaction;
  const expected = {
    keys: expectedKeys(plan.after, keys, plan.argv),
    containers: runningContainers(transaction.engine).length > 0,
  };
  const seconds = Math.max(0, (end - Date.now()) / 1000);
  const { engine, missing } = await verify(host, plan.after, expected, seconds).catch(
    async (error: unknown) => {
      if (error instanceof DaemonError && error.facts.lost === true) throw error;
      throw await unverified(transaction, "silent", reasonOf(error), error);
    },
  );
  const bridge = bridgeAddress(engine.bridgeAnswer) ?? null;
  const moved =
    plan.bridge === undefined || plan.bridge === bridge ? [] : [bridgeMismatch(plan.bridge, bridge)];
  if (missing.length + moved.length === 0) return engine;
  throw await unverified(transaction, "unreported", [...missing, ...moved].map(mismatchText).join("\n"));
}

const bridgeMismatch = (expected: string, reported: string | null): Mismatch => ({
  key: "bip",
  values: { expected, reported },
  where: "GET /networks/bridge: IPAM.Config",
  paths: [],
});

/** Rolls an active configuration back, unless it is to be kept. @returns the error of both */
async function unverified(
  transaction: Transaction,
  why: keyof typeof UNVERIFIED,
  detail: string,
  cause?: unknown,
): Promise<DaemonError> {
  const { host, terms, onStep } = transaction;
  const failed = { ...UNVERIFIED[why], step: "verify", detail, ...(cause === undefined ? {} : { cause }) };
  if (terms.apply.onFailure === "keep") {
    return kept(transaction, new DaemonError({ ...failed, hostState: "changed" }));
  }
  onStep("roll back");
  const { failure, notes } = await rollBack(host, { id: terms.id }, terms);
  if (failure !== undefined) return brokenFailure("verify", detail, failure);
  return rolledBack(new DaemonError(failed), await afterRollback(transaction, notes));
}

/** Confirms a configuration that failed and is kept on the host (onFailure "keep"). */
async function kept(transaction: Transaction, failure: DaemonError): Promise<DaemonError> {
  const refused = await confirmation(transaction, { enginePid: undefined });
  if (refused === undefined) return failure;
  return brokenFailure(failure.facts.step, failure.facts.detail ?? "", refused);
}

/** Writes the manifest to a host that needs no other change. @returns its engine @throws DaemonError */
export function recordOnly(transaction: Transaction): Promise<ObservedEngine | undefined> {
  return orEndedByHost(transaction, async () => {
    const failure = await confirmation(transaction, "none");
    if (failure === undefined) return transaction.engine;
    if (isBeforeChange(failure.step)) throw stepFailure(failure, "untouched");
    // At this step the new manifest is on the host already: the host itself puts it in place.
    const unrecorded = unrecordedFailure(failure);
    throw failure.step === "finish" ? unrecorded : unrecorded.withHostState("untouched");
  });
}

/** Runs confirm.sh. @returns the step that failed; undefined if none did */
async function confirmation(
  transaction: Transaction,
  proof: { readonly enginePid: number | undefined } | "none",
): Promise<StepFailure | undefined> {
  const { host, terms, manifest, onStep } = transaction;
  onStep("confirm");
  const report = new StepReport();
  const input = confirmPayload(manifest, transaction, terms, proof);
  await host.run(confirmScript, { timeout: terms.timeouts.apply, input, onLine: report.add });
  return report.failures[0];
}
