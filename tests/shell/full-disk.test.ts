import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAEMON_JSON, MANIFEST, STATE, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const mount = (folder: string): boolean =>
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", folder]).status === 0;
const unmount = (folder: string): void => void spawnSync("umount", [folder]);

/** Whether this machine lets us mount: root in a container often may not. */
function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "mount-"));
  const may = mount(folder);
  if (may) unmount(folder);
  rmSync(folder, { recursive: true });
  return may;
}

const OLD = '{"labels": ["a=0"]}';
const LARGE = JSON.stringify({ labels: Array.from({ length: 2000 }, (_, at) => `n${at}=x`) });
const write = { file: { kind: "write", text: LARGE } } as const;

(mayMount() ? describe : describe.skip)("on a full disk (needs a mount of its own)", () => {
  underEveryShell((shell) => {
    let host: ThrowAwayHost;
    let disk: string | undefined;

    beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
    afterEach(async () => {
      if (disk !== undefined) unmount(disk);
      disk = undefined;
      await host.stop();
    });

    /** Puts a small disk at a folder. */
    function diskAt(folder: string): void {
      disk = join(host.machine.root, folder);
      mkdirSync(disk, { recursive: true });
      expect(mount(disk)).toBe(true);
    }

    /** Fills it but for some bytes. */
    function fill(rest: number): void {
      const { bavail, bsize } = statfsSync(disk!);
      writeFileSync(join(disk!, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - rest)));
    }

    const expectUnlocked = (): void => expect(host.machine.systemd.transient.names).toEqual([]);

    test.each([0, 4096, 8192])(
      "of /etc: the file stays as it was, nothing is left over (%s bytes free)",
      async (free) => {
        diskAt("/etc/docker");
        host.disk.write(DAEMON_JSON, OLD, 0o640);
        fill(free);
        const before = host.tree();
        const { steps, failures } = await host.apply(write);
        expect(steps).toEqual(["lock_host", "preflight", "check_files", "stage", "abandon"]);
        expect(failures.map(({ step }) => step)).toEqual(["stage"]);
        expect(failures[0]?.detail).toMatch(/No space left/);
        expect(host.tree()).toEqual(before);
        expect(host.acts()).toEqual([]);
        expectUnlocked();
      },
    );

    test.each([0, 4096, 8192, 16384, 24576, 32768])(
      "of /var: the file stays as it was, nothing is left over (%s bytes free)",
      async (free) => {
        diskAt("/var/lib");
        host.machine.startWith(LARGE, 0o640);
        fill(free);
        const before = host.tree();
        const { failures } = await host.apply({ file: { kind: "write", text: "{}" } });
        expect(["lock_host", "stage", "backup"]).toContain(failures[0]?.step);
        expect(failures).toHaveLength(1);
        expect(host.tree()).toEqual(before);
        expect(host.acts()).toEqual([]);
        expectUnlocked();
      },
    );

    test.each([
      [0, "lock_host"],
      [65_536, "record"],
    ])(
      "of /var: a record that can't be written is told, the one before stays (%s bytes free)",
      async (free, step) => {
        diskAt(STATE);
        await host.record(MANIFEST);
        fill(free);
        const { failures } = await host.record({ ...MANIFEST, urn: `urn:${"x".repeat(60_000)}` });
        expect(failures.map((failure) => failure.step)).toEqual([step]);
        expect(JSON.parse((await host.observe()).manifest!)).toEqual(MANIFEST);
        expectUnlocked();
      },
    );

    test("that fills up in the middle of a change: the way back needs no room", async () => {
      diskAt("/var/lib");
      host.machine.startWith(OLD, 0o640);
      const before = host.tree();
      await host.apply({ file: { kind: "write", text: "{}" } });
      fill(0);
      expect((await host.undo()).failures).toEqual([]);
      rmSync(join(disk!, "filler"));
      expect(host.tree()).toEqual(before);
      expect(host.machine.engine.text).toBe(OLD);
      expectUnlocked();
    });

    test("observe needs no space", async () => {
      diskAt("/etc/docker");
      host.disk.write(DAEMON_JSON, OLD);
      fill(0);
      expect((await host.observe()).daemonJson?.text).toBe(OLD);
    });
  });
});
