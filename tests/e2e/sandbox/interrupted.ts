import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repository } from "../../support/sandbox";

const ROOT = process.env.SANDBOX_ROOT ?? "/var/tmp/pulumi-dockerd-sandbox";

/** Tests an `up` that a terminal's Ctrl-C, or its parent process, ends together with its programs. */
export function interrupted(): void {
  test.each([[200], [600], [1000]])(
    "an up that is interrupted after %d ms leaves nothing",
    async (milliseconds) => {
      const instance = `ended-${process.pid}-${milliseconds}`;
      const env = { ...process.env, SANDBOX_INSTANCE: instance };
      const words = ["up", "--owner", String(process.pid), "h1=trixie", "h2=bookworm", "h3=forky"];
      const up = spawn(join(repository, "tests/sandbox/sandbox"), words, {
        env,
        detached: true,
        stdio: "ignore",
      });
      const ended = once(up, "exit");
      await sleep(milliseconds);
      process.kill(-up.pid!, "SIGTERM");
      const [code, signal] = (await ended) as [number | null, NodeJS.Signals | null];
      // It may not have set its traps yet.
      expect([143, "SIGTERM"]).toContain(code ?? signal);
      expect(existsSync(join(ROOT, instance))).toBe(false);
    },
  );
}
