import { setTimeout as sleep } from "node:timers/promises";
import { type Mismatch, mismatches } from "../../core/expect/expect";
import type { JsonObject } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import type { Host } from "../host";
import { askEngine } from "../observe/observe";
import { withRealPaths } from "../observe/real-paths";

/** Seconds in which the engine has to show what it was given: after a reload the first answers may still be old. */
const SHOWS_WITHIN = 10;

/** The engine's last word, and what of daemon.json it doesn't show. */
export interface Verified {
  readonly engine: ObservedEngine;
  readonly missing: readonly Mismatch[];
}

/**
 * Asks the engine until it shows the given keys of daemon.json as they stand there, for some seconds at most.
 *
 * @throws DaemonError
 */
export async function verify(
  host: Host,
  file: JsonObject,
  keys: readonly string[],
  seconds = SHOWS_WITHIN,
): Promise<Verified> {
  const limit = Date.now() + Math.min(seconds, SHOWS_WITHIN) * 1000;
  for (;;) {
    const engine = await withRealPaths(host, file, keys, await askEngine(host, keys));
    const missing = mismatches(file, keys, engine);
    if (missing.length === 0 || Date.now() > limit) return { engine, missing };
    await sleep(100);
  }
}
