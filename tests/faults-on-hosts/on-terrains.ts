import type { SandboxHost } from "../support/on-host";
import { playOnHost, type RealEnd, type RealPair } from "./on-terrain";
import { REAL_OPERATIONS, REAL_TERRAINS } from "./terrains";

/** Every condition of the sample with every operation. */
export const REAL_PAIRS: readonly RealPair[] = Object.keys(REAL_TERRAINS).flatMap((name) =>
  REAL_OPERATIONS.map((operation) => [name, operation] as const),
);

/** Every condition of the sample with one operation, each operation in turn. */
export const REAL_SAMPLE: readonly RealPair[] = Object.keys(REAL_TERRAINS).map((name, at) => [
  name,
  REAL_OPERATIONS[at % REAL_OPERATIONS.length]!,
]);

export interface PlayedPair extends RealEnd {
  readonly terrain: string;
  readonly operation: string;
  readonly generation: string;
}

/**
 * Runs pairs on hosts, sequentially on each host. A pair that fails to execute counts as a violation; `renew` recreates
 * a host after one.
 */
export async function playOnHosts(
  hosts: readonly SandboxHost[],
  pairs: readonly RealPair[],
  onEnd: (played: PlayedPair) => void = () => undefined,
  renew: (host: SandboxHost) => Promise<SandboxHost> = (host) => Promise.resolve(host),
): Promise<readonly PlayedPair[]> {
  const queue = [...pairs];
  const played: PlayedPair[] = [];
  const worker = async (first: SandboxHost): Promise<void> => {
    let host = first;
    for (let pair = queue.shift(); pair !== undefined; pair = queue.shift()) {
      const ended = await playOnHost(host, pair).catch((error: unknown) => ({
        end: "not played",
        violation: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }));
      const one = { terrain: pair[0], operation: pair[1], generation: host.spec, ...ended };
      played.push(one);
      onEnd(one);
      if (one.violation !== "") host = await renew(host);
    }
  };
  await Promise.all(hosts.map(worker));
  return played;
}
