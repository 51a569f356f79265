import { applyScript } from "../../provider/edge/scripts";
import { DAEMON_JSON, MANIFEST, STATE, termsOf, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}\n\n';
const NEW = '{"labels": ["a=1"]}';
const write = { file: { kind: "write", text: NEW } } as const;

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  let before: Record<string, string>;
  beforeEach(async () => {
    host = await ThrowAwayHost.start(shell);
    host.machine.startWith(OLD, 0o640);
    before = host.tree();
  });
  afterEach(() => host.stop());

  const expectAsBefore = (): void => {
    expect(host.tree()).toEqual(before);
    expect(host.machine.engine.text).toBe(OLD);
    expect(host.machine.systemd.transient.names).toEqual([]);
  };

  test("a locked host reports the holder and the time, and is left unchanged", async () => {
    await host.clock.pass(3);
    await host.apply(write, undefined, termsOf("other"));
    const held = host.tree();
    const { steps, failures } = await host.apply(write);
    expect(steps).toEqual(["lock_host"]);
    expect(failures).toEqual([
      {
        step: "lock_host",
        reason: "held",
        detail: "holder pulumi-dockerd: other\nsince at second 3.0\n",
      },
    ]);
    expect(host.tree()).toEqual(held);
  });

  test("only one of two concurrent runs gets the lock", async () => {
    const observed = await host.observe();
    const both = await Promise.all(["one", "two"].map((id) => host.apply(write, observed, termsOf(id))));
    const refused = both.filter(({ failures }) => failures[0]?.step === "lock_host");
    expect(refused).toHaveLength(1);
    const winner = both[0] === refused[0] ? "two" : "one";
    expect(refused[0]?.failures[0]?.detail).toContain(`holder pulumi-dockerd: ${winner}`);
    expect((await host.confirm(MANIFEST, { terms: termsOf(winner) })).failures).toEqual([]);
    expect(host.disk.read(DAEMON_JSON)).toBe(NEW);
  });

  test("a lock that is not released expires, and its change is rolled back", async () => {
    await host.apply(write, undefined, termsOf("t", { confirmTimeout: 5000 }));
    // The confirmation's watchdog is missing for some reason: the outer one is still there.
    host.machine.systemd.transient.stop("pulumi-dockerd-confirm.timer");
    await host.clock.pass(5000 + 300);
    expectAsBefore();
  });

  test("a script that hangs is ended by the lock's watchdog, and does nothing afterwards", async () => {
    host.machine.intervene = ({ args }, { name }) =>
      name === "apply" && args[0] === "reload" ? late() : undefined;
    const run = host.start(applyScript, await host.payloadOf(write));
    run.child.stdout?.resume();
    await host.clock.pass(400);
    expectAsBefore();
    await host.clock.pass(600);
    expect(await run.ended).toBeNull();
    expectAsBefore();
  });

  test.each(["base64", "cp"])(
    "a script that hangs before its change (at %s) is ended by the lock's watchdog",
    async (program) => {
      host.machine.intervene = ({ name }, run) =>
        run.name === "apply" && name === program && host.disk.has(`${STATE}/pending.new`)
          ? late()
          : undefined;
      const run = host.start(applyScript, await host.payloadOf(write));
      run.child.stdout?.resume();
      await host.clock.pass(400);
      expectAsBefore();
      host.machine.intervene = () => undefined;
      expect((await host.apply(write, undefined, termsOf("next"))).failures).toEqual([]);
      await host.clock.pass(50);
      expect((await host.confirm(MANIFEST, { terms: termsOf("next") })).failures).toEqual([]);
      await host.clock.pass(600);
      expect(await run.ended).toBeNull();
      expect(host.machine.engine.text).toBe(NEW);
      expect(JSON.parse((await host.observe()).manifest!)).toEqual(MANIFEST);
    },
  );

  test("starting pulumi-dockerd.service rolls a change back at once, as the error says", async () => {
    await host.apply(write);
    host.machine.systemd.transient.start("pulumi-dockerd.service");
    await host.clock.pass(1);
    expectAsBefore();
  });

  test("a watchdog that fires during the cleanup leaves nothing", async () => {
    let fired = false;
    await host.apply(write);
    host.machine.intervene = ({ args }) => {
      if (args.join(" ") !== "stop pulumi-dockerd.service pulumi-dockerd.timer") return undefined;
      fired = true;
      expect(host.disk.has(`${STATE}/restore.sh`)).toBe(false);
      host.machine.systemd.transient.start("pulumi-dockerd.service");
      return undefined;
    };
    expect((await host.confirm(MANIFEST)).failures).toEqual([]);
    await host.clock.pass(5);
    expect([fired, host.machine.systemd.transient.names]).toEqual([true, []]);
  });

  test.each(["mkdir", "chmod"])(
    "a lock that can't be taken because %s fails leaves no trace",
    async (program) => {
      host.machine.intervene = ({ name }) =>
        name === program ? { code: 1, err: `${program}: Input/output error` } : undefined;
      const { failures } = await host.apply(write);
      expect(failures).toMatchObject([{ step: "lock_host", reason: "error" }]);
      expectAsBefore();
    },
  );

  test("a run waits for a lock that systemd has not unloaded yet", async () => {
    host.machine.systemd.transient.lingers = 1;
    await host.change(write);
    const { failures } = await host.apply({ file: { kind: "write", text: "{}" } });
    expect(failures).toEqual([]);
    expect(host.machine.calls("sleep").length).toBeGreaterThan(3);
  });

  test("a lock that systemd doesn't forget counts as held", async () => {
    host.machine.systemd.transient.lingers = 100;
    await host.change(write);
    const { failures } = await host.apply({ file: { kind: "write", text: "{}" } });
    expect(failures).toEqual([{ step: "lock_host", reason: "held", detail: "" }]);
  });

  test("a watchdog that can't begin its rollback retries for a while, and leaves it to the next run", async () => {
    await host.apply(write);
    host.machine.intervene = ({ name, args }) =>
      name === "mv" && args.at(-1)?.endsWith("/undoing") === true ? { code: 1, err: "no" } : undefined;
    await host.clock.pass(3000);
    host.machine.intervene = () => undefined;
    // It failed, and leaves no loaded unit (--collect).
    expect(host.machine.systemd.transient.stateOf("pulumi-dockerd.service")).toBeUndefined();
    expect(await host.observe()).toMatchObject({ unfinished: true });
    expect((await host.observe()).lock).toBeUndefined();
    expect((await host.rollBack("recover")).failures).toEqual([]);
    expectAsBefore();
  });

  test("a failed watchdog leaves no failed unit once another one has rolled the change back", async () => {
    await host.apply({ ...write, effect: "restart" });
    host.machine.intervene = ({ args, limit }, { name }) =>
      name === "pulumi-dockerd-confirm" && args[0] === "restart"
        ? new Promise((resolve) => host.clock.after(limit ?? 0, () => resolve({ code: 124 })))
        : undefined;
    await host.clock.pass(600);
    expect(host.machine.calls("systemctl").filter((call) => call.startsWith("restart "))).toHaveLength(4);
    expectAsBefore();
  });

  test.each(["rm", "mv"])(
    "files that can't be removed after a confirmation (%s) are removed by its watchdog",
    async (program) => {
      await host.apply(write);
      host.machine.intervene = ({ name, args }, run) =>
        run.name === "confirm" && name === program && args.some((path) => path.endsWith("/cleared"))
          ? { code: 1, err: "Input/output error" }
          : undefined;
      expect((await host.confirm(MANIFEST)).failures).toEqual([]);
      expect((await host.observe()).lock).toBeDefined();
      await host.clock.pass(400);
      expect(Object.keys(host.tree(STATE))).toEqual([
        STATE,
        `${STATE}/first`,
        `${STATE}/first/daemon.json`,
        `${STATE}/manifest.json`,
      ]);
      expect(host.machine.systemd.transient.names).toEqual([]);
      expect(host.disk.read(DAEMON_JSON)).toBe(NEW);
    },
  );

  test("releasing the lock is retried if systemd does not answer for a moment", async () => {
    await host.apply(write);
    host.machine.intervene = ({ args }) => {
      if (args[0] !== "stop") return undefined;
      host.machine.intervene = () => undefined;
      return { code: 1, err: "Failed to connect to bus" };
    };
    expect((await host.confirm(MANIFEST)).failures).toEqual([]);
    expect(host.machine.systemd.transient.names).toEqual([]);
  });

  describe("an unfinished change of an earlier run", () => {
    /** Stops both watchdogs, as a failure of systemd does. */
    const abandoned = async (): Promise<void> => {
      await host.apply(write);
      for (const name of ["pulumi-dockerd", "pulumi-dockerd-confirm"]) {
        host.machine.systemd.transient.stop(`${name}.timer`);
      }
    };

    test("an unfinished change of an earlier run is detected and keeps a new one from starting", async () => {
      await abandoned();
      const left = host.tree();
      const { failures } = await host.apply(write);
      expect(failures).toEqual([{ step: "lock_host", reason: "unfinished", detail: `${STATE}/pending\n` }]);
      expect(host.tree()).toEqual(left);
      expect(host.machine.systemd.transient.names).toEqual([]);
    });

    test("an unfinished change of an earlier run is rolled back by the next run", async () => {
      await abandoned();
      expect((await host.rollBack("recover")).failures).toEqual([]);
      expectAsBefore();
    });

    test("an unfinished change is not rolled back while another run holds the lock", async () => {
      await host.apply(write);
      const { failures } = await host.rollBack("recover");
      expect(failures).toMatchObject([{ step: "roll_back", reason: "held" }]);
      expect(failures[0]?.detail).toMatch(/^holder pulumi-dockerd: /);
      expect(host.disk.read(DAEMON_JSON)).toBe(NEW);
    });

    test.each(["settle", "the last moment"])(
      "an unfinished change that was confirmed is completed: interrupted at %s",
      async (when) => {
        await host.apply(write);
        host.machine.intervene = ({ name, args }, run) => {
          const at =
            when === "settle"
              ? name === "mv" && args.at(-1) === `${host.machine.root}${STATE}/first`
              : name === "rmdir";
          if (!at || run.name !== "confirm") return undefined;
          host.machine.runs.kill(run);
          return { code: 1 };
        };
        await host.confirm(MANIFEST);
        host.machine.intervene = () => undefined;
        await host.clock.pass(400);
        expect(JSON.parse((await host.observe()).manifest!)).toEqual(MANIFEST);
        expect((await host.observe()).original).toMatchObject({ text: OLD, mode: "640" });
        expect((await host.observe()).unfinished).toBe(false);
        expect(host.disk.read(DAEMON_JSON)).toBe(NEW);
        expect(Object.keys(host.tree("/etc/docker", STATE))).toEqual([
          "/etc/docker",
          DAEMON_JSON,
          STATE,
          `${STATE}/first`,
          `${STATE}/first/daemon.json`,
          `${STATE}/manifest.json`,
        ]);
      },
    );
  });

  /** A program that hangs, and still runs when everything else has ended. */
  const late = (): Promise<{ code: number }> =>
    new Promise((resolve) => host.clock.after(900, () => resolve({ code: 0 })));
});
