import { setTimeout as sleep } from "node:timers/promises";
import { onHost, type SandboxHost } from "../on-host";

/** Says what still goes on at a host: a unit or a record of ours, a unit that starts, a job of systemd's. */
const BUSY = `
for p in pending undoing settled; do [ ! -e /var/lib/pulumi-dockerd/$p ] || echo $p; done
systemctl list-units --plain --no-legend --state=active,activating,deactivating,reloading 'pulumi-dockerd*'
systemctl list-units --plain --no-legend --state=activating,deactivating,reloading 'docker.*'
systemctl list-jobs --no-legend | grep -v 'No jobs' || true`;

/** Waits until a host can be reached, and nobody changes it any more. */
export async function atRest(host: SandboxHost, seconds = 180): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const busy = await onHost(host, BUSY).catch((error: unknown) => `not reached: ${String(error)}`);
    if (busy === "") return;
    if (Date.now() > end) throw new Error(`${host.name} isn't at rest after ${seconds} s:\n${busy}`);
    await sleep(500);
  }
}
