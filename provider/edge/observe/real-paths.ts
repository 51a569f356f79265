import { pathsToResolve } from "../../core/expect/expect";
import type { JsonObject } from "../../core/json";
import type { ObservedEngine } from "../../core/observed/engine";
import type { Host } from "../host";
import { resolveScript } from "../scripts";
import { resolvePayload } from "../transaction/payload";

/** Timeout of the script in seconds. */
const TIMEOUT = 30;

/**
 * Returns the engine with the real paths that a comparison with some values of daemon.json needs. The host is queried only if a path
 * that the engine reports differs as text.
 *
 * @throws DaemonError
 */
export async function withRealPaths(
  host: Host,
  files: readonly JsonObject[],
  keys: readonly string[],
  engine: ObservedEngine,
): Promise<ObservedEngine> {
  const paths = [...new Set(files.flatMap((file) => pathsToResolve(file, keys, engine)))];
  if (paths.length === 0) return engine;
  const real: string[] = [];
  const onLine = (line: string): void => {
    if (line.startsWith("real ")) real.push(Buffer.from(line.slice(5), "latin1").toString());
  };
  await host.run(resolveScript, { timeout: TIMEOUT, input: resolvePayload(paths), onLine });
  const realPaths = new Map(paths.map((path, at) => [path, real[at] ?? path]));
  return { ...engine, realPaths };
}
