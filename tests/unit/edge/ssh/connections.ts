import type { ConnectionSettings } from "../../../../provider/core/connection/settings";
import { DaemonError } from "../../../../provider/core/errors";
import type { Host } from "../../../../provider/edge/host";
import { connect } from "../../../../provider/edge/ssh/connect";

const hosts: Host[] = [];

/** Opens a connection that `closeAll` closes. */
export async function connected(settings: ConnectionSettings): Promise<Host> {
  const host = await connect(settings);
  hosts.push(host);
  return host;
}

/** Closes the connections of a test. */
export function closeAll(): void {
  for (const host of hosts.splice(0)) host.close();
}

/** Returns the error of a connection that has to fail. */
export async function failureOf(settings: ConnectionSettings): Promise<DaemonError> {
  const outcome: unknown = await connected(settings).catch((error: unknown) => error);
  if (outcome instanceof DaemonError) return outcome;
  throw new Error(`no failure: ${String(outcome)}`);
}

/** Expects a condition to hold within five seconds. */
export async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds() && tries < 100; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  expect(holds()).toBe(true);
}
