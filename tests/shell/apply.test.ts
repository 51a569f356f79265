import { DAEMON_JSON, MANIFEST, STATE, termsOf, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}';
const NEW = '{\n  "labels": [\n    "a=1"\n  ]\n}\n';
const write = { file: { kind: "write", text: NEW } } as const;
const PREPARED = ["lock_host", "preflight", "check_files", "stage", "validate", "guard", "backup"];
const GOOD = [...PREPARED, "arm", "guard", "switch_over", "activate", "report"];
const STAGED = `${DAEMON_JSON}.pulumi-dockerd`;

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  const running = (): string | undefined => host.machine.engine.text;
  const isLocked = async (): Promise<boolean> => (await host.observe()).lock !== undefined;

  describe("a change that succeeds", () => {
    test("a change creates daemon.json and its folder", async () => {
      const { code, steps, failures, stderr } = await host.apply(write);
      expect({ code, steps, failures, stderr }).toEqual({ code: 0, steps: GOOD, failures: [], stderr: "" });
      expect((await host.observe()).daemonJson).toMatchObject({ mode: "644", text: NEW });
      expect(host.disk.has(STAGED)).toBe(false);
      expect(running()).toBe(NEW);
      expect(host.acts()).toEqual(["reload docker.service"]);
      expect(host.tree(STATE)[STATE]).toMatch(/^700 /);
      expect(Object.keys(host.tree(`${STATE}/pending/set`)).slice(1)).toEqual([
        `${STATE}/pending/set/absent`,
        `${STATE}/pending/set/no-directory`,
      ]);
    });

    test("a change reports the process of the running engine", async () => {
      const { answer } = await host.apply({ ...write, effect: "restart" });
      expect(answer?.toString()).toContain(`\npid ${host.machine.engine.pid}\n`);
      expect(host.machine.engine.pid).toBeGreaterThan(4242);
    });

    test.each([
      ["systemd doesn't report its process", () => ({ code: 1, err: "Failed to connect to bus" })],
      ["it has ended already", () => ({ code: 0, out: "MainPID=0" })],
    ])("a change is rolled back if the engine can't be verified because %s", async (_why, answer) => {
      host.machine.startWith(OLD);
      const before = host.machine.snapshot();
      host.machine.intervene = ({ args }, run) =>
        run.name === "apply" && args.join(" ") === "show -p MainPID docker.service" ? answer() : undefined;
      const { failures, answer: said } = await host.apply({ ...write, rollback: "reload" });
      expect(failures.map(({ step }) => step)).toEqual(["report"]);
      expect(said?.toString()).not.toContain("\npid ");
      expect(host.machine.snapshot()).toBe(before);
    });

    test.each(["600", "640", "664"])("a changed file keeps its mode %s", async (mode) => {
      host.disk.write(DAEMON_JSON, OLD, parseInt(mode, 8));
      expect((await host.apply(write)).failures).toEqual([]);
      expect((await host.observe()).daemonJson).toMatchObject({ mode, text: NEW });
      expect(host.disk.read(`${STATE}/pending/set/daemon.json`)).toBe(OLD);
      await host.confirm(MANIFEST);
      expect((await host.observe()).original).toMatchObject({ mode, text: OLD });
    });

    test("a change behind a symbolic link changes the file and keeps the link", async () => {
      host.disk.link(DAEMON_JSON, "../../srv/my docker/d.json");
      host.disk.write("/srv/my docker/d.json", OLD, 0o600);
      await host.change(write);
      expect(host.tree()[DAEMON_JSON]).toBe("-> ../../srv/my docker/d.json");
      expect(Object.keys(host.tree("/srv/my docker"))).toEqual(["/srv/my docker", "/srv/my docker/d.json"]);
      expect((await host.observe()).daemonJson).toMatchObject({ mode: "600", text: NEW });
    });

    test("a change that keeps the file only restarts the engine", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      const before = host.tree("/etc");
      await host.change({ file: { kind: "keep" }, effect: "restart" });
      expect(host.tree("/etc")).toEqual(before);
      expect(running()).toBe(OLD);
      expect(host.acts()).toEqual(["reset-failed docker.service docker.socket", "restart docker.service"]);
    });

    test("removing daemon.json keeps a folder that the provider didn't create", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      await host.change({ file: { kind: "absent" }, effect: "restart" });
      expect(host.disk.has(DAEMON_JSON)).toBe(false);
      expect(host.disk.has("/etc/docker")).toBe(true);
      expect(running()).toBeUndefined();
    });

    test("removing daemon.json removes a folder that the provider created", async () => {
      await host.change(write);
      await host.change({ file: { kind: "absent" }, effect: "restart" });
      expect(host.disk.has("/etc/docker")).toBe(false);
    });

    test("removing daemon.json keeps a folder that the provider created if it has other files", async () => {
      await host.change(write);
      host.disk.write("/etc/docker/key.json", "{}");
      await host.change({ file: { kind: "absent" }, effect: "restart" });
      expect(Object.keys(host.tree("/etc/docker"))).toEqual(["/etc/docker", "/etc/docker/key.json"]);
    });

    test("restoring the original restores its bytes and its mode", async () => {
      host.disk.write(DAEMON_JSON, Buffer.from('{"x\xff": 1 }\n\n', "latin1"), 0o604);
      const before = host.tree();
      await host.change(write);
      await host.change({ file: { kind: "original" } }, "none");
      expect(host.tree()).toEqual(before);
    });

    test("restoring the original creates its folder if that is missing", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      await host.change(write);
      host.disk.remove("/etc/docker");
      expect((await host.apply({ file: { kind: "original" } })).failures).toEqual([]);
      expect(host.disk.read(DAEMON_JSON)).toBe(OLD);
    });

    test("files that an earlier run only staged are ignored", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      host.disk.write(`${STATE}/pending.new/set/absent`, "");
      host.disk.write(STAGED, "half of it");
      await host.change(write);
      expect((await host.observe()).original).toMatchObject({ text: OLD });
      expect(Object.keys(host.tree(STATE))).toEqual([
        STATE,
        `${STATE}/first`,
        `${STATE}/first/daemon.json`,
        `${STATE}/manifest.json`,
      ]);
    });

    test("values of an unknown form that an earlier run staged are ignored", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      host.disk.write(
        `${STATE}/pending.new/values`,
        "id t0\ntarget /etc/docker/daemon.json\nunit keep\nend\n",
      );
      host.disk.write(STAGED, "half of it");
      await host.change(write);
      host.expectNoTrace();
    });

    test("a restart starts a stopped engine", async () => {
      host.machine.stopEngine();
      await host.change({ ...write, effect: "restart" });
      expect(running()).toBe(NEW);
    });
  });

  describe("validation by dockerd --validate", () => {
    const refusal = {
      step: "validate",
      reason: "rejected",
      detail: expect.stringMatching(
        /^unable to configure .*daemon\.json\.pulumi-dockerd: a simulated failure\n$/,
      ) as string,
    };

    test("dockerd --validate gets the flags of the next start, after the flags that select validation", async () => {
      const flags = ["-H", "fd://", "--label", "b=x y", "--label='$(x)\""];
      const argv = [host.machine.runs.dockerd, ...flags, "--config-file=/other", "--data-root"];
      host.machine.intervene = ({ name }) => (name === "dockerd" ? { code: 0 } : undefined);
      expect((await host.apply({ ...write, argv })).failures).toEqual([]);
      expect(host.machine.calls("dockerd")).toEqual([
        `--validate --config-file ${STAGED} ${flags.join(" ")} --data-root`,
      ]);
    });

    test("dockerd --validate isn't run if no program is known to be dockerd", async () => {
      expect((await host.apply({ ...write, argv: [] })).failures).toEqual([]);
      expect(host.machine.calls("dockerd")).toEqual([]);
    });

    test.each(["running", "stopped"])("an invalid file changes nothing (engine %s)", async (engine) => {
      if (engine === "stopped") host.machine.stopEngine();
      host.disk.write(DAEMON_JSON, OLD);
      host.machine.engine.invalid.add("a=1");
      const before = host.tree();
      const { steps, failures } = await host.apply(write);
      expect(steps).toEqual(["lock_host", "preflight", "check_files", "stage", "validate", "abandon"]);
      expect(failures).toEqual([refusal]);
      expect(host.tree()).toEqual(before);
      expect([host.acts(), await isLocked()]).toEqual([[], false]);
    });

    test("an invalid file leaves no folder that was created for it", async () => {
      host.machine.engine.invalid.add("a=1");
      const before = host.tree();
      expect((await host.apply(write)).failures).toEqual([refusal]);
      expect(host.tree()).toEqual(before);
    });

    test("an invalid file leaves the manifest and the first backup", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      await host.record(MANIFEST);
      const before = host.tree();
      host.machine.engine.invalid.add("a=1");
      expect((await host.apply(write)).failures).toEqual([refusal]);
      expect(host.tree()).toEqual(before);
    });

    test("a change of an engine without --validate succeeds", async () => {
      host.machine.engine.hasCheck = false;
      expect((await host.apply(write)).failures).toEqual([]);
      expect(host.disk.read(DAEMON_JSON)).toBe(NEW);
    });

    test("a change whose backup can't be synced is refused and leaves nothing", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      const before = host.tree();
      host.machine.intervene = ({ name, args }) =>
        name === "sync" && args.join().endsWith(STATE) && host.disk.has(`${STATE}/pending`)
          ? { code: 1, err: "sync: Input/output error" }
          : undefined;
      const { failures } = await host.apply(write);
      expect(failures).toEqual([{ step: "arm", reason: "error", detail: "sync: Input/output error\n" }]);
      expect(host.tree()).toEqual(before);
      expect([host.acts(), await isLocked()]).toEqual([[], false]);
    });

    test("a validation that hangs is ended by timeouts.apply", async () => {
      host.machine.intervene = ({ args, limit }) =>
        args.includes("--validate")
          ? new Promise((resolve) => host.clock.after(limit ?? 5000, () => resolve({ code: 124 })))
          : undefined;
      const applied = host.apply(write);
      await host.clock.pass(185);
      expect((await applied).failures).toEqual([{ step: "validate", reason: "silent", detail: "" }]);
    });

    test("dockerd --validate gets a file that creates no user, although the real one would", async () => {
      host.machine.engine.invalid.add("userns");
      const after = { "userns-remap": "default", labels: ["a=1"] };
      const file = { kind: "write", text: JSON.stringify(after) } as const;
      expect((await host.apply({ file, after, effect: "restart" })).failures).toEqual([]);
      expect(running()).toBe(JSON.stringify(after));
      expect(host.disk.has(`${STATE}/pending.check`)).toBe(false);
    });
  });

  describe("the guard", () => {
    const changed = { step: "guard", reason: "changed", detail: `${DAEMON_JSON}\n` };

    test.each<[string, string | undefined, (host: ThrowAwayHost) => void]>([
      ["was written", OLD, ({ disk }) => disk.write(DAEMON_JSON, "{}")],
      ["was removed", OLD, ({ disk }) => disk.remove(DAEMON_JSON)],
      ["was created", undefined, ({ disk }) => disk.write(DAEMON_JSON, "{}")],
    ])("the guard refuses a change if daemon.json %s since it was observed", async (_name, text, meddle) => {
      if (text !== undefined) host.disk.write(DAEMON_JSON, text);
      const observed = await host.observe();
      meddle(host);
      const before = host.tree();
      const { steps, failures } = await host.apply(write, observed);
      expect(failures).toEqual([changed]);
      expect(steps).toEqual([
        "lock_host",
        "preflight",
        "check_files",
        "stage",
        "validate",
        "guard",
        "abandon",
      ]);
      expect(host.tree()).toEqual(before);
      expect([host.acts(), await isLocked()]).toEqual([[], false]);
    });
  });

  describe("a change that fails and is rolled back", () => {
    let was: Record<string, string>;
    const given = (text = OLD, mode = 0o644): void => {
      host.machine.startWith(text, mode);
      was = host.tree();
    };
    const steps = async (...args: Parameters<ThrowAwayHost["apply"]>): Promise<string[]> =>
      (await host.apply(...args)).failures.map(({ step }) => step);

    afterEach(() => {
      expect(host.tree()).toEqual(was);
      expect(host.machine.systemd.transient.names).toEqual([]);
    });

    test("a reload that the engine refuses by its journal is rolled back", async () => {
      given(OLD, 0o640);
      host.machine.engine.failureModes.set("a=1", "refuses");
      const ran = await host.apply({ ...write, rollback: "reload" });
      expect(ran.steps).toEqual([...GOOD.slice(0, -1), "roll_back"]);
      expect(ran.failures).toEqual([
        {
          step: "activate",
          reason: "reload-refused",
          detail: expect.stringContaining(
            'msg="Error reconfiguring the daemon: a simulated failure"',
          ) as string,
        },
      ]);
      expect(running()).toBe(OLD);
    });

    test("a reload that systemd refuses is rolled back", async () => {
      given();
      host.machine.intervene = ({ args }) => (args[0] === "reload" ? { code: 1 } : undefined);
      expect(await steps(write)).toEqual(["activate"]);
    });

    test.each([0o600, 0o644])("a failed restart restores bytes and mode (%s)", async (mode) => {
      given(`${OLD}\n\n`, mode);
      host.machine.engine.failureModes.set("a=1", "refuses");
      const { failures } = await host.apply({ ...write, effect: "restart" });
      expect(failures.map(({ step }) => step)).toEqual(["activate"]);
      expect(failures[0]?.reason).toBe("start-failed");
      expect(failures[0]?.detail).toContain("failed to start daemon: a simulated failure");
      expect(running()).toBe(`${OLD}\n\n`);
      const once = ["reset-failed docker.service docker.socket", "restart docker.service"];
      expect(host.acts()).toEqual([...once, ...once]);
    });

    test("a start that hangs is ended by timeouts.apply and rolled back", async () => {
      given();
      host.machine.engine.failureModes.set("a=1", "hangs");
      const { failures } = await host.apply({ ...write, effect: "restart" });
      expect(failures[0]?.detail).toContain(
        "systemctl restart docker.service failed, or exceeded the timeout of 180 s",
      );
      expect(running()).toBe(OLD);
      expect(host.clock.now()).toBeGreaterThan(180);
    });

    test("a failed restart on a host without daemon.json leaves neither file nor folder", async () => {
      was = host.tree();
      host.machine.engine.failureModes.set("a=1", "refuses");
      expect(await steps({ ...write, effect: "restart" })).toEqual(["activate"]);
    });

    test("a failed restart on a managed host leaves the manifest and the first backup", async () => {
      host.machine.startWith(OLD);
      await host.record(MANIFEST);
      was = host.tree();
      host.machine.engine.failureModes.set("a=1", "refuses");
      await host.apply({ ...write, effect: "restart" });
    });

    test("a failed start leaves a stopped engine stopped, and systemd doesn't retry it", async () => {
      given();
      host.machine.stopEngine();
      host.machine.engine.failureModes.set("a=1", "refuses");
      expect(await steps({ ...write, effect: "restart" })).toEqual(["activate"]);
      await host.clock.pass(300);
      expect([running(), host.machine.docker.state]).toEqual([undefined, "inactive"]);
    });

    // A listening socket would start the engine at the next connection.
    test.each(["active", "inactive"] as const)(
      "a failed start leaves the socket of a stopped engine %s",
      async (socket) => {
        given();
        host.machine.stopEngine();
        if (socket === "inactive") await host.machine.docker.stopSocket();
        host.machine.engine.failureModes.set("a=1", "refuses");
        expect(await steps({ ...write, effect: "restart" })).toEqual(["activate"]);
        expect([host.machine.docker.state, host.machine.docker.socket]).toEqual(["inactive", socket]);
      },
    );

    test("a failing reset-failed of units that systemd has unloaded doesn't fail the rollback", async () => {
      given();
      host.machine.stopEngine();
      host.machine.engine.failureModes.set("a=1", "refuses");
      host.machine.intervene = ({ args }) => (args[0] === "reset-failed" ? { code: 1 } : undefined);
      expect(await steps({ ...write, effect: "restart" })).toEqual(["activate"]);
      expect(host.machine.docker.state).toBe("inactive");
    });

    test.each([
      ["moved", "mv", undefined],
      ["moved", "mv", OLD],
      ["synced to the disk", "sync", undefined],
      ["synced to the disk", "sync", OLD],
    ])("a change whose file can't be %s is rolled back (%s, before: %j)", async (_name, program, old) => {
      if (old === undefined) was = host.tree();
      else given(old);
      let fails = true;
      host.machine.intervene = ({ name, args }) => {
        if (!fails || name !== program || !args.some((path) => path.endsWith("json.pulumi-dockerd")))
          return undefined;
        fails = false;
        return { code: 1, err: `${name}: Input/output error` };
      };
      const ran = await host.apply(write);
      expect(ran.failures).toEqual([
        { step: "switch_over", reason: "error", detail: `${program}: Input/output error\n` },
      ]);
      expect(ran.steps.at(-1)).toBe("roll_back");
    });

    test.each(["the lock", "the watchdog of the confirmation"])(
      "a change is rolled back if %s can't be started",
      async (which) => {
        given();
        host.machine.intervene = ({ name, args }) =>
          name === "systemd-run" &&
          args.includes("--unit=pulumi-dockerd-confirm") === which.includes("confirmation")
            ? { code: 1, err: "no bus" }
            : undefined;
        expect(await steps(write)).toEqual([which === "the lock" ? "lock_host" : "activate"]);
        expect(running()).toBe(OLD);
      },
    );
  });

  test("a failed change stays with onFailure keep, and can be confirmed", async () => {
    host.machine.startWith(OLD);
    host.machine.engine.failureModes.set("a=1", "refuses");
    const terms = termsOf("t1", { onFailure: "keep" });
    const ran = await host.apply({ ...write, effect: "restart" }, undefined, terms);
    expect(ran.steps).toEqual(GOOD.slice(0, -1));
    expect(host.disk.read(DAEMON_JSON)).toBe(NEW);
    expect((await host.confirm(MANIFEST)).failures).toEqual([]);
    expect((await host.observe()).original).toMatchObject({ text: OLD });
    expect(host.machine.systemd.transient.names).toEqual([]);
  });

  test("a rollback that the engine refuses, too, reports both errors and can be retried", async () => {
    host.machine.startWith(OLD);
    const before = host.tree();
    host.machine.engine.failureModes.set("", "refuses");
    const { failures, answer } = await host.apply({ ...write, effect: "restart" });
    expect(failures.map(({ step }) => step)).toEqual(["activate", "roll_back"]);
    expect(answer).toBeDefined();
    expect(host.disk.read(DAEMON_JSON)).toBe(OLD);
    host.machine.engine.failureModes.clear();
    expect((await host.rollBack()).failures).toEqual([]);
    expect(host.tree()).toEqual(before);
    expect(running()).toBe(OLD);
  });
});
