import { setTimeout as sleep } from "node:timers/promises";
import { type Mismatch, mismatches } from "../../core/expect/expect";
import type { JsonObject } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import { queryEngine } from "../api/engine";
import { CONTAINERS } from "../api/questions";
import type { Host } from "../host";
import { withRealPaths } from "../observe/real-paths";

/** Seconds for which an engine may report old values: a reload takes effect after some time. */
const REPORT_TIMEOUT = 10;

/** Timeout of a single query, in seconds. */
const QUERY_TIMEOUT = 30;

/** The engine as last reported, and the keys of daemon.json that it doesn't report as they are. */
export interface Verified {
  readonly engine: ObservedEngine;
  readonly missing: readonly Mismatch[];
}

/** What an engine has to report. */
export interface Expected {
  /** Keys of daemon.json, with its values. */
  readonly keys: readonly string[];
  /** Whether its running containers are queried, too. */
  readonly containers?: boolean;
}

/**
 * Queries the engine until it reports what is expected.
 *
 * @param timeout of the whole verification, in seconds
 * @throws DaemonError
 */
export async function verify(
  host: Host,
  daemonJson: JsonObject,
  { keys, containers = false }: Expected,
  timeout: number,
): Promise<Verified> {
  const more = containers ? ([CONTAINERS] as const) : [];
  const end = Date.now() + timeout * 1000;
  const deadline = Math.min(end, Date.now() + REPORT_TIMEOUT * 1000);
  for (;;) {
    const queryTimeout = Math.min(QUERY_TIMEOUT, Math.max(1, Math.ceil((end - Date.now()) / 1000)));
    const queried = await queryEngine(host, keys, more, queryTimeout);
    const engine = await withRealPaths(host, [daemonJson], keys, queried);
    const missing = mismatches(daemonJson, keys, engine);
    if (missing.length === 0 || Date.now() > deadline) return { engine, missing };
    await sleep(100);
  }
}
