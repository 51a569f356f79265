import { DaemonError, type HostState } from "../../core/errors";
import { expectedKeys } from "../../core/expect/expected-keys";
import { mismatches, mismatchText } from "../../core/expect/expect";
import { runningContainers } from "../../core/observed/engine";
import { queryEngine } from "../api/engine";
import { CONTAINERS } from "../api/questions";
import type { Host } from "../host";
import { rollbackScript } from "../scripts";
import { verify } from "../verify/verify";
import { type Ended, holdLimit, rollbackPayload } from "./payload";
import { type StepFailure, StepReport } from "./report";
import type { Terms, Transaction } from "./transaction";

/** The outcome of a rollback on a host. */
interface RollbackReport {
  /** The step that failed; undefined if none did. */
  readonly failure: StepFailure | undefined;
  /** Differences that a successful rollback reports: units that didn't start again. */
  readonly notes: readonly string[];
}

/** Has the host roll back an unconfirmed change, or end the change that a previous run left. */
export async function rollBack(host: Host, ended: Ended, terms: Terms): Promise<RollbackReport> {
  const report = new StepReport();
  const input = rollbackPayload(ended);
  await host.run(rollbackScript, { timeout: holdLimit(terms), input, onLine: report.add });
  return { failure: report.failures[0], notes: report.notes };
}

/** A host after a rollback, compared with its original state. */
interface AfterRollback {
  readonly hostState: HostState;
  /** Whether the engine was stopped before, and so it is now. */
  readonly engineStopped: boolean;
  /** Containers that ran before and don't run now. */
  readonly stoppedContainers: readonly string[];
  /** Differences from the original state, as lines of text. */
  readonly differences: readonly string[];
}

/** Compares a host that was rolled back with its original state: the engine's values, containers, notes of the rollback. */
export async function afterRollback(
  { host, observed, before, keys, engine, terms }: Transaction,
  notes: readonly string[],
): Promise<AfterRollback> {
  const { service } = observed;
  const hostState = notes.length > 0 ? "changed" : "restored";
  if (service?.active !== true)
    return { hostState, engineStopped: true, stoppedContainers: [], differences: notes };
  const nothing = { engineStopped: false, stoppedContainers: [], differences: notes };
  try {
    const expected = { keys: expectedKeys(before, keys, service.argv) };
    const now = await verify(host, before, expected, terms.timeouts.verify);
    // A value that the engine didn't report before the change either doesn't count as different.
    const known = engine === undefined ? [] : mismatches(before, keys, engine).map(({ key }) => key);
    const missing = now.missing.filter(({ key }) => !known.includes(key)).map(mismatchText);
    const running = runningContainers(await queryEngine(host, [], [CONTAINERS]));
    return {
      ...nothing,
      hostState: missing.length > 0 ? "changed" : hostState,
      stoppedContainers: runningContainers(engine).filter((name) => !running.includes(name)),
      differences: [...notes, ...missing],
    };
  } catch (error) {
    // An engine that doesn't answer: the failure that led here is reported, not this one.
    if (error instanceof DaemonError) return { ...nothing, hostState: "unknown" };
    throw error;
  }
}

/** The error of a change that was rolled back, with the differences that are left. */
export function rolledBack({ facts }: DaemonError, after: AfterRollback): DaemonError {
  const { differences, ...rest } = after;
  const detail = [facts.detail?.trim(), ...differences].filter((text) => text !== undefined && text !== "");
  return new DaemonError({
    ...facts,
    ...rest,
    ...(detail.length === 0 ? {} : { detail: detail.join("\n") }),
  });
}
