import type { JsonObject } from "../../../provider/core/json";
import { HAZARD_NAMES } from "../../../provider/core/options";
import { onHost, privateKeyOf, type SandboxHost } from "../../support/sandbox";

export const URN = "urn:pulumi:test::generations::dockerd";

/** The context of operations on a generation's host. */
export const context = { defaults: {}, urn: URN, onStep: () => undefined, onNote: () => undefined };

/** Returns inputs that acknowledge every hazard: hazards.ts tests what happens without that. */
export const inputsOf = (
  host: SandboxHost,
  options: JsonObject,
  extraOptions: JsonObject = {},
): JsonObject => ({
  connection: { host: host.address, hostKey: host.hostKey, privateKey: privateKeyOf(host) },
  options,
  extraOptions,
  apply: { acknowledge: HAZARD_NAMES },
});

/** Returns the running engine's command line. */
export const commandLine = (host: SandboxHost): Promise<string> =>
  onHost(host, "tr '\\0' ' ' </proc/$(systemctl show -p MainPID --value docker)/cmdline");

/** Restarts the engine regardless of the start limit. */
export const RESTART = "systemctl reset-failed docker docker.socket; systemctl restart docker";
