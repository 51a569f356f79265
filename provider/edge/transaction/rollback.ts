import { DaemonError, type HostState } from "../../core/errors";
import { expectedKeys } from "../../core/expect/expected-keys";
import { mismatches, mismatchText } from "../../core/expect/expect";
import { runningContainers } from "../../core/observed/engine";
import type { Host } from "../host";
import { queryEngine, CONTAINERS } from "../observe/observe";
import { undoScript } from "../scripts";
import { verify } from "../verify/verify";
import { type Ended, holdLimit, undoPayload } from "./payload";
import { StepReport } from "./report";
import type { Terms, Transaction } from "./transaction";

/** How a rollback on a host went. */
interface Undone {
  /** The step that failed; undefined if none did. */
  readonly failure: { readonly step: string; readonly detail: string } | undefined;
  /** What isn't as it was although the rollback succeeded: units that didn't start again. */
  readonly notes: readonly string[];
}

/** Has the host roll back what isn't confirmed, or end what an earlier run left. */
export async function undo(host: Host, ended: Ended, terms: Terms): Promise<Undone> {
  const report = new StepReport();
  const input = undoPayload(ended);
  await host.run(undoScript, { timeout: holdLimit(terms), input, onLine: report.add });
  return { failure: report.failures[0], notes: report.notes };
}

/** What a host is after a rollback, compared with what it was before the change. */
interface AfterRollback {
  readonly hostState: HostState;
  /** Whether the engine was stopped before, and so it is now. */
  readonly engineStopped: boolean;
  /** Containers that ran before and don't run now. */
  readonly stoppedContainers: readonly string[];
  /** What isn't as it was. */
  readonly differences: readonly string[];
}

/** Compares a host that was rolled back with what it was: its engine's values, its containers, what the rollback reported. */
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
    const expected = expectedKeys(before, keys, service.argv);
    const now = await verify(host, before, expected, terms.limits.verify);
    // What the engine didn't report before the change either isn't a difference.
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

/** The error of a change that was rolled back, with what the rollback left different. */
export function rolledBack({ facts }: DaemonError, after: AfterRollback): DaemonError {
  const { differences, ...rest } = after;
  const detail = [facts.detail?.trim(), ...differences].filter((text) => text !== undefined && text !== "");
  return new DaemonError({
    ...facts,
    ...rest,
    ...(detail.length === 0 ? {} : { detail: detail.join("\n") }),
  });
}
