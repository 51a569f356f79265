import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { DAEMON_JSON, DROP_IN, MANIFEST, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const TEXT = "# Written by pulumi-dockerd\n[Service]\nExecStart=\nExecStart=/usr/sbin/dockerd '$(x)' %% \\\n";
const file = { kind: "write", text: '{"labels": ["a=1"]}\n' } as const;
const change = { file, effect: "restart", rebinds: true } as const;
const write = { ...change, unit: { kind: "write", text: TEXT } } as const;
const REBIND = [
  "systemctl daemon-reload",
  "systemctl stop docker.service docker.socket",
  "systemctl reset-failed docker.service docker.socket",
  "systemctl start docker.socket docker.service",
];

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(() => {
    host = new ThrowAwayHost(shell);
    makeSocket();
  });
  afterEach(() => host.remove());
  afterAll(() => ThrowAwayHost.removeApplets());

  /** A socket file as an engine makes it; a process that is ended at once leaves it behind. */
  function makeSocket(): void {
    const program =
      'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))';
    spawnSync(process.execPath, ["-e", program, join(host.root, "run/docker.sock")]);
    expect(host.exists("/run/docker.sock")).toBe(true);
  }

  test("a drop-in that is new lands byte for byte, and service and socket are started together", () => {
    expect(host.apply(write).failures).toEqual([]);
    expect(host.read(DROP_IN)).toBe(TEXT);
    expect(host.tree(DROP_IN)[DROP_IN]).toMatch(/^644 /);
    expect(host.exists(`${DROP_IN}.pulumi-dockerd`)).toBe(false);
    expect(host.acts()).toEqual(REBIND);
    expect(host.told("running")).toBe(file.text);
    const calls = host.calls("mv", "sync").filter((call) => call.includes("50-pulumi"));
    expect(calls).toEqual([`sync ${DROP_IN}.pulumi-dockerd`, `mv -f ${DROP_IN}.pulumi-dockerd ${DROP_IN}`]);
  });

  test("a drop-in that isn't needed any more goes, with its folder where that is empty", () => {
    host.apply(write);
    host.confirm(MANIFEST);
    expect(host.apply({ ...change, unit: { kind: "absent" } }).failures).toEqual([]);
    expect(host.exists("/etc/systemd/system/docker.service.d")).toBe(false);
    expect(host.acts().slice(REBIND.length)).toEqual(REBIND);
  });

  test("drop-ins of others stay", () => {
    host.write("/etc/systemd/system/docker.service.d/10-other.conf", "[Service]\n");
    const before = host.tree();
    host.apply(write);
    host.confirm(MANIFEST);
    host.apply({ file: { kind: "absent" }, effect: "restart", rebinds: true, unit: { kind: "absent" } });
    host.confirm("none");
    expect(host.tree()).toEqual(before);
  });

  describe.each<[string, string | undefined]>([
    ["no drop-in before", undefined],
    ["an older drop-in before", "[Service]\n# old\n"],
  ])("with %s", (_name, old) => {
    let before: Record<string, string>;
    beforeEach(() => {
      host.write(DAEMON_JSON, "{}");
      if (old !== undefined) host.write(DROP_IN, old);
      before = host.tree();
    });

    test("a check that refuses leaves all as it was", () => {
      host.tell("check-refuses", "a=1");
      expect(host.apply(write).failures.map(({ step }) => step)).toEqual(["validate"]);
      expect(host.tree()).toEqual(before);
      expect(host.acts()).toEqual([]);
    });

    test("an engine that doesn't start is put back with file and unit", () => {
      host.tell("engine-refuses", "a=1");
      const { failures, steps } = host.apply(write);
      expect([failures.map(({ step }) => step), steps.at(-1)]).toEqual([["activate"], "restore"]);
      expect(failures[0]?.detail).toContain("failed to start daemon: no good");
      expect(host.tree()).toEqual(before);
      expect(host.acts()).toEqual([...REBIND, ...REBIND]);
      expect(host.told("running")).toBe("{}");
    });

    test("an engine without its socket is put back, and that is told", () => {
      host.removePath("/run/docker.sock");
      before = host.tree();
      const { failures } = host.apply(write);
      expect(failures[0]?.detail).toContain("dockerd runs, but /run/docker.sock isn't there");
      expect(pick(host.tree(), "/etc")).toEqual(pick(before, "/etc"));
    });

    test.each(["mv-fails", "sync-fails"])("a unit that can't be put in place is put back: %s", (stub) => {
      host.tell(stub, "50-pulumi-dockerd.conf.pulumi-dockerd");
      const { failures } = host.apply(write);
      expect(failures[0]?.step).toBe("switch_over");
      expect(host.tree()).toEqual(before);
    });

    test("restore puts file and unit back", () => {
      const observed = host.observe();
      host.apply(write);
      expect(host.restore({ undo: "restart", rebinds: true }, observed).failures).toEqual([]);
      expect(host.tree()).toEqual(before);
      expect(host.acts()).toEqual([...REBIND, ...REBIND]);
    });
  });
});

const pick = (tree: Record<string, string>, folder: string): Record<string, string> =>
  Object.fromEntries(Object.entries(tree).filter(([path]) => path.startsWith(folder)));
