import { setTimeout as sleep } from "node:timers/promises";
import { onHost, type SandboxHost } from "../on-host";

/**
 * Prints activity on a host: an unfinished transaction, a running unit of the provider, a starting engine, a job of
 * systemd.
 */
const BUSY = `
for p in pending undoing settled; do [ ! -e /var/lib/pulumi-dockerd/$p ] || echo $p; done
systemctl list-units --plain --no-legend --state=active,activating,deactivating,reloading 'pulumi-dockerd*'
systemctl list-units --plain --no-legend --state=activating,deactivating,reloading 'docker.*'
systemctl list-jobs --no-legend | grep -v 'No jobs' || true`;

/** Waits until a host can be reached and shows no activity. */
export async function atRest(host: SandboxHost, seconds = 180): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const busy = await onHost(host, BUSY).catch((error: unknown) => `not reached: ${String(error)}`);
    if (busy === "") return;
    if (Date.now() > end) throw new Error(`${host.name} isn't at rest after ${seconds} s:\n${busy}`);
    await sleep(500);
  }
}
