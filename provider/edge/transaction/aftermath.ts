import { setTimeout as sleep } from "node:timers/promises";
import { DaemonError } from "../../core/errors";
import type { ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import { parseManifest } from "../../core/state/manifest";
import type { Host } from "../host";
import { askEngine, observe } from "../observe/observe";
import { undoScript } from "../scripts";
import { UNPROVEN, unknownFailure } from "./failures";
import { holdLimit, sha256, undoPayload } from "./payload";
import type { Transaction } from "./transaction";

/** Seconds between two looks. */
const PAUSE = 2;

/**
 * What became of a transaction whose connection was lost: the host ends it by itself, so it is only waited for.
 *
 * @returns the engine, where the confirmation had arrived and there is one to ask
 * @throws DaemonError that says that the host is as before, or that it couldn't be reached again
 */
export async function settledByHost(
  transaction: Transaction,
  lost: DaemonError,
): Promise<ObservedEngine | undefined> {
  const { terms, keys, plan, onStep } = transaction;
  onStep("wait for the host");
  const limit = Date.now() + (holdLimit(terms) + terms.limits.connect) * 1000;
  while (Date.now() < limit) {
    const seen = await look(transaction);
    if (seen !== undefined && !isOpen(seen.observed)) {
      if (isConfirmed(seen.observed, transaction))
        return plan.verify ? askEngine(seen.host, keys) : undefined;
      throw undone(seen.observed, transaction, lost);
    }
    await sleep(PAUSE * 1000);
  }
  throw unknownFailure(lost);
}

/** A new connection's word; undefined where there is none yet. What isn't confirmed is undone at once. */
async function look({
  reconnect,
  terms,
}: Transaction): Promise<{ host: Host; observed: ObservedHost } | undefined> {
  try {
    const host = await reconnect();
    const { host: observed } = await observe(host, terms.limits.observe);
    const input = undoPayload({ id: terms.id });
    if (observed.unfinished) await host.run(undoScript, { timeout: 60, input });
    return { host, observed };
  } catch (error) {
    // The host may be cut off, busy or booting: the next look tells.
    if (error instanceof DaemonError) return undefined;
    throw error;
  }
}

const isOpen = ({ lock, unfinished }: ObservedHost): boolean => lock !== undefined || unfinished;

function isConfirmed({ manifest }: ObservedHost, transaction: Transaction): boolean {
  if (transaction.manifest === "none") return manifest === undefined;
  return manifest !== undefined && parseManifest(manifest).transaction === transaction.terms.id;
}

function undone(now: ObservedHost, { observed: before, plan }: Transaction, lost: DaemonError): DaemonError {
  const same = hashOf(now) === hashOf(before) && now.service?.dropIn === before.service?.dropIn;
  const lostDuring = { step: lost.facts.step, detail: lost.facts.what };
  if (same) return new DaemonError({ ...UNPROVEN.cutOff, ...lostDuring, hostState: "restored" });
  const what = `the connection was lost, and ${plan.file.kind === "keep" ? "the unit" : "daemon.json"} isn't as it was before`;
  return new DaemonError({ ...UNPROVEN.cutOff, ...lostDuring, what, hostState: "changed" });
}

const hashOf = ({ daemonJson }: ObservedHost): string =>
  daemonJson === undefined ? "absent" : sha256(daemonJson.bytes);
