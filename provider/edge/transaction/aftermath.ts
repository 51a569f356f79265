import { setTimeout as sleep } from "node:timers/promises";
import { DaemonError } from "../../core/errors";
import { sha256 } from "../../core/hash";
import type { ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import { parseManifest } from "../../core/ownership/manifest";
import { queryEngine } from "../api/engine";
import type { Host } from "../host";
import { observe } from "../observe/observe";
import { rollbackScript } from "../scripts";
import { lostFailure, unknownFailure } from "./failures";
import { holdLimit, rollbackPayload } from "./payload";
import type { Transaction } from "./transaction";

/** Seconds between two observations, at first and at most: firewalls (`ufw limit`) block a sixth connection in 30 s. */
const PAUSE = { first: 2, longest: 16 };

/** A transaction as observed over a new connection. */
type Seen =
  | { readonly kind: "unreachable" | "open" }
  | { readonly kind: "confirmed"; readonly engine: ObservedEngine | undefined }
  | { readonly kind: "ended"; readonly observed: ObservedHost };

/**
 * Waits until the host has ended a transaction whose connection was lost.
 *
 * @returns the engine, if the confirmation had arrived and an engine is running
 * @throws DaemonError with the host's state, which is unknown if the host can't be reached again
 */
export async function endedByHost(
  transaction: Transaction,
  lost: DaemonError,
): Promise<ObservedEngine | undefined> {
  const { terms, onStep } = transaction;
  onStep("wait for the host");
  transaction.host.close();
  const limit = Date.now() + (holdLimit(terms) + terms.timeouts.connect) * 1000;
  // A script that was sent may begin after the first observation: only the second one shows that there is no change.
  let mayBegin = true;
  for (let pause = PAUSE.first; Date.now() < limit; pause = Math.min(2 * pause, PAUSE.longest)) {
    const seen = await reobserve(transaction);
    if (seen.kind === "confirmed") return seen.engine;
    if (seen.kind === "ended" && !mayBegin) throw endedFailure(seen.observed, transaction, lost);
    mayBegin &&= seen.kind === "unreachable";
    await sleep(Math.min(pause * 1000, Math.max(0, limit - Date.now())));
  }
  throw unknownFailure(lost);
}

/** Observes the host over a new connection, and has an unconfirmed change rolled back at once. */
async function reobserve(transaction: Transaction): Promise<Seen> {
  const { reconnect, terms, keys, plan } = transaction;
  let host: Host | undefined;
  try {
    host = await reconnect();
    const { host: observed } = await observe(host, terms.timeouts.observe);
    const input = rollbackPayload({ id: terms.id });
    if (observed.unfinished) await host.run(rollbackScript, { timeout: 60, input });
    if (isOpen(observed)) return { kind: "open" };
    if (!isConfirmed(observed, transaction)) return { kind: "ended", observed };
    return { kind: "confirmed", engine: plan.verify ? await queryEngine(host, keys) : undefined };
  } catch (error) {
    // The host may be cut off, busy or booting: the next attempt shows.
    if (error instanceof DaemonError) return { kind: "unreachable" };
    throw error;
  } finally {
    host?.close();
  }
}

const isOpen = ({ lock, unfinished }: ObservedHost): boolean => lock !== undefined || unfinished;

function isConfirmed({ manifest }: ObservedHost, transaction: Transaction): boolean {
  if (transaction.manifest === "none") return manifest === undefined;
  return manifest !== undefined && parseManifest(manifest).transaction === transaction.terms.id;
}

function endedFailure(
  now: ObservedHost,
  { observed: before, plan }: Transaction,
  lost: DaemonError,
): DaemonError {
  const original = hashOf(now) === hashOf(before) && now.service?.dropIn === before.service?.dropIn;
  const file = plan.file.kind === "keep" ? "the drop-in" : "daemon.json";
  return lostFailure(lost, { original, file, cutsNetwork: plan.cutsNetwork });
}

const hashOf = ({ daemonJson }: ObservedHost): string =>
  daemonJson === undefined ? "absent" : sha256(daemonJson.bytes);
