// Runs three simulated hosts until it gets SIGTERM: simulated-hosts.ts FOLDER writes FOLDER/simulated.json, an
// inventory, and the hosts' private keys beside it.
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { recordedCase } from "../../tests/support/engines/case-file";
import { RealClock } from "../../tests/support/machine/clock";
import { SimulatedHost } from "../../tests/support/machine/ssh-server";

/** The engines whose `dockerd --help` is recorded. */
const SUITES = ["bookworm", "trixie", "forky"];

const folder = process.argv[2] ?? ".";

async function start(suite: string, at: number): Promise<{ host: SimulatedHost; entry: object }> {
  const recorded = recordedCase(suite);
  if (recorded === undefined) throw new Error(`nothing was recorded of ${suite}`);
  const host = await SimulatedHost.start(new RealClock());
  const { engine } = host.machine;
  host.machine.help = recorded.help;
  host.machine.version = { Version: recorded.version };
  engine.hasCheck = recorded.help.includes("--validate");
  // A value that the demo's engines reject at their start.
  engine.failureModes.set('"lots"', "refuses");
  engine.complaint = "error parsing option max-buffer-size, invalid size: 'lots'";
  const name = `web-${at + 1}`;
  const privateKeyFile = join(folder, `${name}.key`);
  writeFileSync(privateKeyFile, host.keys.private, { mode: 0o600 });
  const { port, hostKey } = host;
  return { host, entry: { name, address: "127.0.0.1", port, hostKey, privateKeyFile } };
}

async function main(): Promise<void> {
  const hosts = await Promise.all(SUITES.map(start));
  process.once("SIGTERM", () => {
    void Promise.all(hosts.map(({ host }) => host.stop())).then(() => process.exit());
  });
  const inventory = join(folder, "simulated.json");
  writeFileSync(`${inventory}.new`, JSON.stringify({ hosts: hosts.map(({ entry }) => entry) }));
  renameSync(`${inventory}.new`, inventory);
}

void main();
