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

    beforeEach(() => void (host = new ThrowAwayHost(shell)));
    afterEach(() => {
      if (disk !== undefined) unmount(disk);
      disk = undefined;
      host.remove();
    });
    afterAll(() => ThrowAwayHost.removeApplets());

    /** Puts a small disk at a folder. */
    function diskAt(folder: string): void {
      disk = join(host.root, folder);
      mkdirSync(disk, { recursive: true });
      expect(mount(disk)).toBe(true);
    }

    /** Fills it but for some bytes. */
    function fill(rest: number): void {
      const { bavail, bsize } = statfsSync(disk!);
      writeFileSync(join(disk!, "filler"), Buffer.alloc(Math.max(0, bavail * bsize - rest)));
    }

    test.each([0, 4096, 8192])(
      "of /etc: the file stays as it was, nothing is left over (%s bytes free)",
      (free) => {
        diskAt("/etc/docker");
        host.write(DAEMON_JSON, OLD, 0o640);
        fill(free);
        const before = host.tree();
        const { steps, failures } = host.apply(write);
        expect(steps).toEqual(["stage", "abandon"]);
        expect(failures.map(({ step }) => step)).toEqual(["stage"]);
        expect(failures[0]?.detail).toMatch(/No space left/);
        expect(host.tree()).toEqual(before);
        expect(host.acts()).toEqual([]);
      },
    );

    test.each([0, 4096, 8192, 16384])(
      "of /var: the file stays as it was, nothing is left over (%s bytes free)",
      (free) => {
        diskAt("/var/lib");
        host.write(DAEMON_JSON, LARGE, 0o640);
        fill(free);
        const before = host.tree();
        const { steps, failures } = host.apply({ file: { kind: "write", text: "{}" } });
        expect(steps).toEqual(["stage", "validate", "guard", "backup", "abandon"]);
        expect(failures.map(({ step }) => step)).toEqual(["backup"]);
        expect(host.tree()).toEqual(before);
        expect(host.acts()).toEqual([]);
      },
    );

    test("of /var: a record that can't be written is told, the one before stays", () => {
      diskAt(STATE);
      host.confirm(MANIFEST);
      fill(0);
      const { failures } = host.confirm({ ...MANIFEST, urn: `urn:${"x".repeat(5000)}` });
      expect(failures.map(({ step }) => step)).toEqual(["record"]);
      expect(JSON.parse(host.observe().manifest!)).toEqual(MANIFEST);
    });

    test("observe needs no space", () => {
      diskAt("/etc/docker");
      host.write(DAEMON_JSON, OLD);
      fill(0);
      expect(host.observe().daemonJson?.text).toBe(OLD);
    });
  });
});
