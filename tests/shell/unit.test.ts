import { DAEMON_JSON, DROP_IN, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const REBIND = [
  "daemon-reload",
  "reset-failed docker.service docker.socket",
  "restart docker.socket docker.service",
];

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  let text: string;
  beforeEach(async () => {
    host = await ThrowAwayHost.start(shell);
    text = `# Written by pulumi-dockerd\n[Service]\nExecStart=\nExecStart=${host.machine.runs.dockerd} -H fd:// --exec-opt '$(x)=%%' \\\n -D\n`;
  });
  afterEach(() => host.stop());

  const file = { kind: "write", text: '{"labels": ["a=1"]}\n' } as const;
  const change = { file, effect: "restart", rebinds: true } as const;
  const write = () => ({ ...change, unit: { kind: "write", text } }) as const;

  test("a new drop-in is written byte for byte, and socket and service restart in one job", async () => {
    expect((await host.apply(write())).failures).toEqual([]);
    expect(host.disk.read(DROP_IN)).toBe(text);
    expect(host.tree(DROP_IN)[DROP_IN]).toMatch(/^644 /);
    expect(host.disk.has(`${DROP_IN}.pulumi-dockerd`)).toBe(false);
    expect(host.acts()).toEqual(REBIND);
    expect(host.machine.engine).toMatchObject({ text: file.text, running: true });
    expect(host.machine.engine.argv.slice(1)).toEqual(["-H", "fd://", "--exec-opt", "$(x)=%", "-D"]);
  });

  test("a drop-in that is no longer needed is removed, and its folder if it is empty", async () => {
    await host.change(write());
    await host.change({ ...change, unit: { kind: "absent" } });
    expect(host.disk.has("/etc/systemd/system/docker.service.d")).toBe(false);
    expect(host.machine.engine.argv.slice(1)).toEqual(["-H", "fd://"]);
  });

  test("other drop-ins are left alone", async () => {
    host.disk.write("/etc/systemd/system/docker.service.d/10-other.conf", "[Service]\n");
    const before = host.tree();
    await host.change(write());
    await host.change({ ...change, file: { kind: "absent" }, unit: { kind: "absent" } }, "none");
    expect(host.tree()).toEqual(before);
  });

  describe.each<[string, boolean]>([
    ["without a drop-in before", false],
    ["with an older drop-in before", true],
  ])("a change of the drop-in %s", (_name, older) => {
    let before: Record<string, string>;
    beforeEach(() => {
      if (older) host.disk.write(DROP_IN, "[Service]\n# old\n");
      host.machine.docker.load();
      host.machine.startWith("{}");
      before = host.tree();
    });

    test("a file that fails validation changes nothing", async () => {
      host.machine.engine.invalid.add("a=1");
      expect((await host.apply(write())).failures.map(({ step }) => step)).toEqual(["validate"]);
      expect(host.tree()).toEqual(before);
      expect(host.acts().filter((act) => act !== "daemon-reload")).toEqual([]);
    });

    test("an engine that doesn't start is rolled back with file and drop-in", async () => {
      host.machine.engine.failureModes.set("a=1", "refuses");
      const { failures, steps } = await host.apply(write());
      expect([failures.map(({ step }) => step), steps.at(-1)]).toEqual([["activate"], "roll_back"]);
      expect(failures[0]?.detail).toContain("failed to start daemon: a simulated failure");
      expect(host.tree()).toEqual(before);
      const [reload, ...rebind] = REBIND;
      expect(host.acts().slice(0, 7)).toEqual([...REBIND, reload, "stop docker.service", ...rebind]);
      expect(host.machine.engine).toMatchObject({ text: "{}", running: true });
      expect(host.machine.engine.argv.slice(1)).toEqual(["-H", "fd://"]);
    });

    test("an engine without its socket is rolled back, and the error names the socket", async () => {
      // The step after the start finds no socket, once.
      host.machine.intervene = async ({ name, args }) => {
        if (name !== "systemctl" || args[0] !== "restart") return undefined;
        host.machine.intervene = () => undefined;
        await host.machine.docker.start();
        host.disk.remove("run/docker.sock");
        return { code: 0 };
      };
      const { failures } = await host.apply(write());
      expect(failures).toEqual([{ step: "activate", reason: "no-socket", detail: "" }]);
      expect(host.tree()).toEqual(before);
      expect(host.disk.has("run/docker.sock")).toBe(true);
    });

    test.each(["mv", "sync"])("a drop-in that can't be installed is rolled back: %s", async (program) => {
      host.machine.intervene = ({ name, args }) => {
        if (name !== program || !args.some((path) => path.endsWith("conf.pulumi-dockerd"))) return undefined;
        host.machine.intervene = () => undefined;
        return { code: 1, err: "Input/output error" };
      };
      const { failures } = await host.apply(write());
      expect(failures[0]?.step).toBe("switch_over");
      expect(host.tree()).toEqual(before);
      expect(host.machine.docker.needsReload).toBe(false);
    });

    test("a rollback restores file and drop-in", async () => {
      await host.apply(write());
      expect((await host.rollBack()).failures).toEqual([]);
      expect(host.tree()).toEqual(before);
      expect(host.machine.engine.argv.slice(1)).toEqual(["-H", "fd://"]);
      expect(host.disk.read(DAEMON_JSON)).toBe("{}");
    });
  });
});
