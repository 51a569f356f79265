import { setTimeout as sleep } from "node:timers/promises";
import { DaemonError } from "../../core/errors";
import { sha256 } from "../../core/hash";
import type { ObservedEngine } from "../../core/observed/engine";
import type { ObservedHost } from "../../core/observed/host";
import { parseManifest } from "../../core/ownership/manifest";
import type { Host } from "../host";
import { queryEngine, observe } from "../observe/observe";
import { undoScript } from "../scripts";
import { unknownFailure } from "./failures";
import { holdLimit, undoPayload } from "./payload";
import type { Transaction } from "./transaction";

/** Seconds between two looks, at first and at most: firewalls (`ufw limit`) block who connects six times in 30 s. */
const PAUSE = { first: 2, longest: 16 };

/** What a new connection shows of the transaction. */
type Seen =
  | { readonly kind: "unreachable" | "open" }
  | { readonly kind: "confirmed"; readonly engine: ObservedEngine | undefined }
  | { readonly kind: "ended"; readonly observed: ObservedHost };

/**
 * Waits for a transaction whose connection was lost: the host ends it by itself.
 *
 * @returns the engine, if the confirmation had arrived and there is one to ask
 * @throws DaemonError that states what became of the host, or that it couldn't be reached again
 */
export async function settledByHost(
  transaction: Transaction,
  lost: DaemonError,
): Promise<ObservedEngine | undefined> {
  const { terms, onStep } = transaction;
  onStep("wait for the host");
  transaction.host.close();
  const limit = Date.now() + (holdLimit(terms) + terms.limits.connect) * 1000;
  // A script that was sent may begin after the first look: only the second one says that there is no change.
  let mayBegin = true;
  for (let pause = PAUSE.first; Date.now() < limit; pause = Math.min(2 * pause, PAUSE.longest)) {
    const seen = await look(transaction);
    if (seen.kind === "confirmed") return seen.engine;
    if (seen.kind === "ended" && !mayBegin) throw undone(seen.observed, transaction, lost);
    mayBegin &&= seen.kind === "unreachable";
    await sleep(Math.min(pause * 1000, Math.max(0, limit - Date.now())));
  }
  throw unknownFailure(lost);
}

/** Looks over a new connection, and has what isn't confirmed rolled back at once. */
async function look(transaction: Transaction): Promise<Seen> {
  const { reconnect, terms, keys, plan } = transaction;
  let host: Host | undefined;
  try {
    host = await reconnect();
    const { host: observed } = await observe(host, terms.limits.observe);
    const input = undoPayload({ id: terms.id });
    if (observed.unfinished) await host.run(undoScript, { timeout: 60, input });
    if (isOpen(observed)) return { kind: "open" };
    if (!isConfirmed(observed, transaction)) return { kind: "ended", observed };
    return { kind: "confirmed", engine: plan.verify ? await queryEngine(host, keys) : undefined };
  } catch (error) {
    // The host may be cut off, busy or booting: the next look shows.
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

function undone(now: ObservedHost, { observed: before, plan }: Transaction, lost: DaemonError): DaemonError {
  const same = hashOf(now) === hashOf(before) && now.service?.dropIn === before.service?.dropIn;
  const artifact = plan.file.kind === "keep" ? "the unit" : "daemon.json";
  return new DaemonError({
    kind: "RolledBackError",
    step: lost.facts.step,
    what: same
      ? "the connection to the host was lost before the change was confirmed, so the host doesn't keep it"
      : `the connection to the host was lost, and ${artifact} isn't as it was before`,
    detail: lost.facts.what,
    remedy: plan.cutsNetwork
      ? "if the change cut the host's network (bip, default-address-pools ...), choose other values; otherwise run again"
      : lost.facts.remedy,
    hostState: same ? "restored" : "changed",
  });
}

const hashOf = ({ daemonJson }: ObservedHost): string =>
  daemonJson === undefined ? "absent" : sha256(daemonJson.bytes);
