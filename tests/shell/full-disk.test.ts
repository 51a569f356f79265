import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAEMON_JSON, MANIFEST, STATE, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const mount = (folder: string): boolean =>
  spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k,mode=755", "tmpfs", folder]).status === 0;
const unmount = (folder: string): void => void spawnSync("umount", [folder]);

/** Returns whether this process can mount: root in a container often can't. */
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

(mayMount() ? describe : describe.skip)("a full disk (requires mounts)", () => {
  underEveryShell((shell) => {
    let host: ThrowAwayHost;
    let disk: string | undefined;

    beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
    afterEach(async () => {
      if (disk !== undefined) unmount(disk);
      disk = undefined;
      await host.stop();
    });

    /** Mounts a small file system at a folder. */
    function diskAt(folder: string): void {
      disk = join(host.machine.root, folder);
      mkdirSync(disk, { recursive: true });
      expect(mount(disk)).toBe(true);
    }

    /** Fills it except for some bytes. */
    function fill(rest: number): void {
      const { bavail, bsize } = statfsSync(disk!);
      writeFileSync(join(disk!, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - rest)));
    }

    const expectUnlocked = (): void => expect(host.machine.systemd.transient.names).toEqual([]);

    test.each([0, 4096, 8192])(
      "a full /etc leaves the file unchanged and nothing else (%s bytes free)",
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
      "a full /var leaves the file unchanged and nothing else (%s bytes free)",
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
      "a full /var reports a manifest that can't be written and keeps the old one (%s bytes free)",
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

    test("a disk that fills up in the middle of a change doesn't keep it from being rolled back", async () => {
      diskAt("/var/lib");
      host.machine.startWith(OLD, 0o640);
      const before = host.tree();
      await host.apply({ file: { kind: "write", text: "{}" } });
      fill(0);
      expect((await host.rollBack()).failures).toEqual([]);
      rmSync(join(disk!, "filler"));
      expect(host.tree()).toEqual(before);
      expect(host.machine.engine.text).toBe(OLD);
      expectUnlocked();
    });

    test("observing a host with a full disk works", async () => {
      diskAt("/etc/docker");
      host.disk.write(DAEMON_JSON, OLD);
      fill(0);
      expect((await host.observe()).daemonJson?.text).toBe(OLD);
    });
  });
});
