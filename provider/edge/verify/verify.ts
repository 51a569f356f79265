import { setTimeout as sleep } from "node:timers/promises";
import { type Mismatch, mismatches } from "../../core/expect/expect";
import type { JsonObject } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import type { Host } from "../host";
import { askEngine } from "../observe/observe";
import { withRealPaths } from "../observe/real-paths";

/** Seconds after which an engine that answers and reports other values is taken at its word: a reload may take some. */
const REPORTS_WITHIN = 10;
/** Timeout of one answer, in seconds, however long the verification may take. */
const ANSWER_LIMIT = 30;

/** The engine's last word, and what of daemon.json it doesn't show. */
export interface Verified {
  readonly engine: ObservedEngine;
  readonly missing: readonly Mismatch[];
}

/**
 * Queries the engine until it reports the given keys of daemon.json as they stand there, within `seconds` in all.
 *
 * @throws DaemonError
 */
export async function verify(
  host: Host,
  file: JsonObject,
  keys: readonly string[],
  seconds: number,
): Promise<Verified> {
  const end = Date.now() + seconds * 1000;
  const limit = Math.min(end, Date.now() + REPORTS_WITHIN * 1000);
  for (;;) {
    const answerLimit = Math.min(ANSWER_LIMIT, Math.max(1, Math.ceil((end - Date.now()) / 1000)));
    const engine = await withRealPaths(host, [file], keys, await askEngine(host, keys, [], answerLimit));
    const missing = mismatches(file, keys, engine);
    if (missing.length === 0 || Date.now() > limit) return { engine, missing };
    await sleep(100);
  }
}
