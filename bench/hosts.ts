import { readFileSync } from "node:fs";
import type { JsonObject } from "../provider/core/json";
import type { OperationContext } from "../provider/resources/resource";

/** A host of the sandbox that is measured. */
export interface BenchHost {
  readonly name: string;
  readonly address: string;
  readonly hostKey: string;
  readonly privateKey: string;
}

interface Inventory {
  readonly hosts: readonly (Omit<BenchHost, "privateKey"> & { readonly privateKeyFile: string })[];
}

/** Reads the hosts that `sandbox inventory` wrote to a file. */
export function hostsIn(file: string): readonly BenchHost[] {
  const { hosts } = JSON.parse(readFileSync(file, "utf8")) as Inventory;
  return hosts.map(({ name, address, hostKey, privateKeyFile }) => ({
    name,
    address,
    hostKey,
    privateKey: readFileSync(privateKeyFile, "utf8"),
  }));
}

export const context: OperationContext = {
  defaults: {},
  urn: "urn:pulumi:bench::bench::dockerd",
  onStep: () => undefined,
  onNote: () => undefined,
};

/** Returns a `Daemon`'s inputs for a host. */
export function inputsOf(host: BenchHost, user: string, options: JsonObject): JsonObject {
  const { address, hostKey, privateKey } = host;
  return {
    connection: { host: address, hostKey, privateKey, user },
    options,
    extraOptions: {},
    drift: {},
  };
}
