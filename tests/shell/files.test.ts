import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { Answer, Call } from "../support/machine/stub-programs";
import { DAEMON_JSON, DROP_IN, STATE, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}';
const NEW = '{"labels": ["a=1"]}';
const write = { file: { kind: "write", text: NEW } } as const;
const TLS = "/etc/docker/pulumi-dockerd-tls-1";

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  describe("a file that can't be replaced is refused before anything is changed", () => {
    const refusedWith = async (
      detail: RegExp,
      change: Parameters<ThrowAwayHost["apply"]>[0],
    ): Promise<void> => {
      const before = host.tree();
      const { steps, failures } = await host.apply(change);
      expect(failures).toEqual([{ step: "check_files", detail: expect.stringMatching(detail) as string }]);
      expect(steps).toEqual(["lock_host", "preflight", "check_files", "abandon"]);
      expect(host.tree()).toEqual(before);
      expect(host.machine.systemd.transient.names).toEqual([]);
    };
    const immutable =
      (path: string) =>
      ({ name, args }: Call): Answer | undefined =>
        name === "chmod" && args.at(-1)?.endsWith(path) === true
          ? { code: 1, err: `chmod: changing permissions of '${path}': Operation not permitted` }
          : undefined;

    test("an immutable daemon.json is refused", async () => {
      host.machine.startWith(OLD);
      host.machine.intervene = immutable(DAEMON_JSON);
      await refusedWith(/daemon.json': Operation not permitted/, write);
    });

    test("an immutable drop-in is refused", async () => {
      host.machine.startWith(OLD);
      host.disk.write(DROP_IN, "[Service]\n");
      host.machine.docker.load();
      host.machine.intervene = immutable(DROP_IN);
      const unit = { kind: "absent" } as const;
      await refusedWith(/pulumi-dockerd.conf': Operation not permitted/, { file: { kind: "keep" }, unit });
    });

    test("an immutable daemon.json is accepted if the change does not affect it", async () => {
      host.machine.startWith(OLD);
      host.machine.intervene = immutable(DAEMON_JSON);
      expect((await host.apply({ file: { kind: "keep" }, effect: "restart" })).failures).toEqual([]);
    });

    test("a daemon.json that is a mount point is refused, also under a name with blanks", async () => {
      const path = "/srv/my docker/d.json";
      host.disk.write(path, OLD);
      host.disk.link(DAEMON_JSON, path.replace("/srv", "../../srv"));
      host.disk.write("/srv/other", OLD);
      host.machine.startEngine();
      const at = join(host.machine.root, path);
      // Only root can mount, in its own mount namespace; other users skip this check.
      if (spawnSync("mount", ["--bind", join(host.machine.root, "/srv/other"), at]).status !== 0) return;
      try {
        await refusedWith(/d.json is a mount point/, write);
      } finally {
        spawnSync("umount", [at]);
      }
    });
  });

  test("a leftover staged file with another mode never exposes a secret", async () => {
    host.disk.write(DAEMON_JSON, OLD, 0o600);
    host.machine.startEngine();
    host.disk.write(`${DAEMON_JSON}.pulumi-dockerd`, "left over", 0o644);
    const modes: string[] = [];
    host.machine.intervene = ({ name }) => {
      const [mode = "", , , content = ""] = host.tree()[`${DAEMON_JSON}.pulumi-dockerd`]?.split(" ") ?? [];
      if (name === "chmod" && content === Buffer.from(NEW).toString("base64")) modes.push(mode);
      return undefined;
    };
    expect((await host.apply(write)).failures).toEqual([]);
    expect(modes).toEqual(["600"]);
  });

  describe("an edit of daemon.json at the last moment", () => {
    const HAND = '{"labels": ["by=hand"]}';

    test("an edit that replaces the file before the switch keeps the change from being applied", async () => {
      host.machine.startWith(OLD);
      host.machine.intervene = ({ name, args }) => {
        if (name === "mv" && args.at(-1) === join(host.machine.root, STATE, "pending")) {
          host.disk.remove(DAEMON_JSON);
          host.disk.write(DAEMON_JSON, HAND);
        }
        return undefined;
      };
      const { failures, steps } = await host.apply(write);
      expect([failures.map(({ step }) => step), steps.at(-1)]).toEqual([["guard"], "abandon"]);
      expect(host.disk.read(DAEMON_JSON)).toBe(HAND);
      host.expectNoTrace();
    });

    test("an edit that is written into the file during the switch is kept by the rollback", async () => {
      host.machine.startWith(OLD);
      host.machine.intervene = ({ name, args }) => {
        if (name === "mv" && args.at(-1) === join(host.machine.root, DAEMON_JSON)) {
          host.machine.intervene = () => undefined;
          host.disk.write(DAEMON_JSON, HAND);
        }
        return undefined;
      };
      const { failures } = await host.apply(write);
      expect(failures).toEqual([
        { step: "switch_over", detail: `${DAEMON_JSON} was changed by someone else in the meantime\n` },
      ]);
      expect(host.disk.read(DAEMON_JSON)).toBe(HAND);
    });
  });

  test("/etc/docker has mode 0755 even if the TLS files are created first", async () => {
    host.machine.intervene = ({ name, args }) => {
      if (name === "mkdir" && args.at(-1)?.includes("tls") === true)
        modes.push(host.tree("/etc/docker")["/etc/docker"]);
      return undefined;
    };
    const modes: (string | undefined)[] = [];
    const tls = { folder: TLS, files: [{ file: "key.pem", text: "k" }], isThere: false };
    expect((await host.apply({ ...write, tls })).failures).toEqual([]);
    expect(modes).toEqual([expect.stringMatching(/^755 /)]);
  });
});
