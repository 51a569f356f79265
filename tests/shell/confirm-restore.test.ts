import { DAEMON_JSON, MANIFEST, STATE, termsOf, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}\n\n';
const NEW = '{\n  "labels": [\n    "a=1"\n  ]\n}\n';
const write = { file: { kind: "write", text: NEW } } as const;
const LATE = { step: "commit", reason: "late", detail: "" };

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  const running = (): string | undefined => host.machine.engine.text;
  const labels = (at: number) => ({ file: { kind: "write", text: `{"labels": ["a=${at}"]}` } }) as const;

  describe("the confirmation of a change", () => {
    test("a confirmation writes the manifest with mode 0600 and keeps the original file as the first backup", async () => {
      host.disk.write(DAEMON_JSON, OLD, 0o640);
      await host.apply(write);
      const { steps, failures, stderr } = await host.confirm(MANIFEST);
      expect({ steps, failures, stderr }).toEqual({
        steps: ["verify", "commit", "finish"],
        failures: [],
        stderr: "",
      });
      const observed = await host.observe();
      expect(JSON.parse(observed.manifest!)).toEqual(MANIFEST);
      expect(observed.original).toMatchObject({ mode: "640", text: OLD });
      expect([observed.lock, observed.unfinished]).toEqual([undefined, false]);
      expect(host.names(STATE)).toEqual([
        `${STATE}/first`,
        `${STATE}/first/daemon.json`,
        `${STATE}/manifest.json`,
      ]);
      expect(host.tree(STATE)[STATE]).toMatch(/^700 /);
      expect(host.tree(STATE)[`${STATE}/manifest.json`]).toMatch(/^600 /);
      host.expectNoTrace();
      expect(host.acts()).toEqual(["reload docker.service"]);
    });

    test("a manifest with any content is written unchanged", async () => {
      const urn = "urn:pulumi:dev::p::t::'\"$(x)`y`\\ ä\u2028";
      await host.record({ ...MANIFEST, urn });
      expect(JSON.parse((await host.observe()).manifest!)).toEqual({ ...MANIFEST, urn });
    });

    test("a confirmation of an engine that restarted after the verification is refused", async () => {
      await host.apply(write);
      const { failures } = await host.confirm(MANIFEST, { enginePid: 1 });
      expect(failures).toEqual([{ step: "verify", reason: "restarted", detail: "" }]);
      expect(host.disk.has(`${STATE}/pending`)).toBe(true);
      expect((await host.confirm(MANIFEST, { enginePid: host.machine.engine.pid })).failures).toEqual([]);
    });

    test("a confirmation after a rollback that restarted the engine is refused as late", async () => {
      host.machine.startWith(OLD);
      await host.apply({ ...write, effect: "restart" });
      const { pid } = host.machine.engine;
      expect((await host.rollBack()).failures).toEqual([]);
      expect(host.machine.engine.pid).not.toBe(pid);
      const { failures } = await host.confirm(MANIFEST, { enginePid: pid });
      expect(failures).toEqual([{ ...LATE, step: "verify" }]);
    });

    test("a confirmation that can't be synced is refused, and the change can be rolled back", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      host.machine.startEngine();
      await host.apply(write);
      host.machine.intervene = ({ name, args }) =>
        name === "sync" && args.join().endsWith(STATE)
          ? { code: 1, err: "sync: Input/output error" }
          : undefined;
      expect((await host.confirm(MANIFEST)).failures).toEqual([
        { step: "commit", reason: "error", detail: "sync: Input/output error\n" },
      ]);
      host.machine.intervene = () => undefined;
      expect((await host.rollBack()).failures).toEqual([]);
      expect([host.disk.read(DAEMON_JSON), running()]).toEqual([OLD, OLD]);
      host.expectNoTrace();
    });

    test("a confirmation syncs the first backup before a power cut can lose it", async () => {
      host.machine.startWith(OLD);
      await host.record(MANIFEST);
      expect(await host.machine.powerCut()).toEqual([]);
      expect(host.disk.read(`${STATE}/first/daemon.json`)).toBe(OLD);
    });

    test("a confirmation of another transaction is refused", async () => {
      await host.apply(write, undefined, termsOf("other"));
      expect((await host.confirm(MANIFEST)).failures).toEqual([LATE]);
      expect(host.disk.has(`${STATE}/pending`)).toBe(true);
    });

    test("confirmations keep the last five backups, numbered, and the first one permanently", async () => {
      host.disk.write(DAEMON_JSON, OLD, 0o640);
      for (let at = 1; at <= 8; at++) await host.change(labels(at));
      expect((await host.observe()).original).toMatchObject({ text: OLD, mode: "640" });
      const backups = host.names(`${STATE}/backups`).filter((path) => path.endsWith("daemon.json"));
      expect(backups.map((path) => [path.slice(-18), host.disk.read(path)])).toEqual(
        [3, 4, 5, 6, 7].map((at) => [`000000${at}/daemon.json`.slice(-18), labels(at - 0).file.text]),
      );
      host.expectNoTrace();
    });

    test("the confirmation of a destroy removes every trace of the provider", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      const before = host.tree();
      await host.change(write);
      await host.change({ file: { kind: "original" } }, "none");
      expect(host.tree()).toEqual(before);
      host.expectNoTrace();
    });
  });

  test("a rollback that can't claim the transaction ends without a lock, and the next run performs it", async () => {
    host.disk.write(DAEMON_JSON, OLD);
    host.machine.startEngine();
    await host.apply(write);
    const { intervene } = host.machine;
    host.machine.intervene = ({ name, args }) =>
      name === "mv" && args.some((word) => word.includes("/undoing/by-"))
        ? { code: 1, err: "mv: Read-only file system" }
        : undefined;
    await host.clock.pass(3000);
    expect(host.disk.read(DAEMON_JSON)).toBe(NEW);
    const observed = await host.observe();
    expect([observed.lock, observed.unfinished]).toEqual([undefined, true]);
    host.machine.intervene = intervene;
    expect((await host.rollBack("recover")).failures).toEqual([]);
    expect(host.disk.read(DAEMON_JSON)).toBe(OLD);
    host.expectNoTrace();
  });

  test("a trace that can't be removed is reported, and the watchdog removes it", async () => {
    host.disk.write(DAEMON_JSON, OLD);
    const before = host.tree();
    await host.change(write);
    await host.apply({ file: { kind: "original" } });
    host.machine.intervene = ({ name, args }) => {
      if (name !== "rm" || !args.some((word) => word.endsWith("/manifest.json"))) return undefined;
      host.machine.intervene = () => undefined;
      return { code: 1, err: "rm: Input/output error" };
    };
    expect((await host.confirm("none")).failures).toEqual([
      { step: "finish", reason: "error", detail: "rm: Input/output error\n" },
    ]);
    await host.clock.pass(1000);
    expect(host.tree()).toEqual(before);
    host.expectNoTrace();
  });

  describe("the rollback of a change", () => {
    test.each<[string, string | undefined, number]>([
      ["a file, byte for byte and with its mode", OLD, 0o604],
      ["no file, and no folder", undefined, 0],
    ])("a rollback restores %s", async (_name, text, mode) => {
      if (text !== undefined) host.machine.startWith(text, mode);
      const before = host.tree();
      await host.apply(write);
      expect(await host.rollBack()).toMatchObject({ steps: ["roll_back"], failures: [], stderr: "" });
      expect(host.tree()).toEqual(before);
      expect(running()).toBe(text);
      expect(host.acts().at(-1)).toBe("restart docker.service");
      host.expectNoTrace();
    });

    test("a rollback reloads if that is enough, and starts an engine that died in the meantime", async () => {
      host.machine.startWith(OLD);
      await host.apply({ ...write, rollback: "reload" });
      await host.rollBack();
      expect([host.machine.actions, running()]).toEqual([
        ["reload docker.service", "reload docker.service"],
        OLD,
      ]);
      await host.apply({ ...write, rollback: "reload" });
      host.machine.stopEngine();
      await host.rollBack();
      expect([host.machine.actions.at(-1), running()]).toEqual(["restart docker.service", OLD]);
    });

    test.each([1.9, 6.3, 6.45, 12])(
      "a rollback starts an engine that the new configuration kills again and again, after %s s",
      async (seconds) => {
        host.machine.startWith(OLD);
        host.machine.engine.failureModes.set("a=1", "dies");
        await host.apply({ ...write, rollback: "reload" });
        await host.clock.pass(seconds);
        expect((await host.rollBack()).failures).toEqual([]);
        await host.clock.pass(100);
        expect([running(), host.machine.docker.state]).toEqual([OLD, "active"]);
      },
    );

    test("a rollback leaves the engine alone if nothing of it changed", async () => {
      host.machine.startWith(OLD);
      await host.apply({ ...write, effect: "none", rollback: "none" });
      expect((await host.rollBack()).failures).toEqual([]);
      expect([host.acts(), host.disk.read(DAEMON_JSON)]).toEqual([[], OLD]);
    });

    test("a rollback stops an engine that did not run before", async () => {
      host.machine.startWith(OLD);
      host.machine.stopEngine();
      await host.apply({ ...write, effect: "restart" });
      expect(running()).toBe(NEW);
      expect((await host.rollBack()).failures).toEqual([]);
      expect([running(), host.disk.read(DAEMON_JSON)]).toEqual([undefined, OLD]);
    });

    test("a rollback stops the socket, too, if both were stopped before", async () => {
      host.machine.stopEngine();
      await host.machine.docker.stopSocket();
      await host.apply({ ...write, effect: "restart" });
      expect((await host.rollBack()).failures).toEqual([]);
      expect([host.machine.docker.state, host.machine.docker.socket]).toEqual(["inactive", "inactive"]);
      host.machine.docker.startSocket();
      await host.apply({ ...write, effect: "restart" });
      expect((await host.rollBack()).failures).toEqual([]);
      expect([host.machine.docker.state, host.machine.docker.socket]).toEqual(["inactive", "active"]);
    });

    test("a rollback leaves the manifest, the first backup and the later backups of a managed host", async () => {
      host.machine.startWith(OLD);
      await host.change(labels(1));
      await host.change(labels(2));
      const before = host.tree();
      await host.apply(write);
      await host.rollBack();
      expect(host.tree()).toEqual(before);
    });

    test("a rollback needs no space for the file that it restores", async () => {
      host.machine.startWith(OLD);
      await host.apply(write);
      host.machine.intervene = ({ name }) => (name === "cp" ? { code: 1, err: "No space left" } : undefined);
      expect((await host.rollBack()).failures).toEqual([]);
      expect(host.disk.read(DAEMON_JSON)).toBe(OLD);
    });

    test("a rollback keeps its files if the engine refuses the original file, too, and can be retried", async () => {
      host.machine.startWith(OLD);
      const before = host.tree();
      await host.apply(write);
      host.machine.engine.failureModes.set("", "refuses");
      expect((await host.rollBack()).failures.map(({ step }) => step)).toEqual(["roll_back"]);
      expect(host.disk.read(`${STATE}/undoing/set/daemon.json`)).toBe(OLD);
      expect((await host.observe()).unfinished).toBe(true);
      host.machine.engine.failureModes.clear();
      expect((await host.rollBack()).failures).toEqual([]);
      expect(host.tree()).toEqual(before);
      expect(running()).toBe(OLD);
    });

    test.each([OLD, undefined])(
      "a retried rollback restores each file once, and keeps a file that was fixed in the meantime",
      async (text) => {
        if (text !== undefined) host.machine.startWith(text);
        await host.apply({ ...write, effect: "restart" });
        host.machine.engine.failureModes.set("", "refuses");
        expect((await host.rollBack()).failures.map(({ step }) => step)).toEqual(["roll_back"]);
        const mended = '{"debug": true}';
        host.disk.write(DAEMON_JSON, mended);
        host.machine.engine.failureModes.clear();
        expect((await host.rollBack()).failures).toEqual([]);
        expect([host.disk.read(DAEMON_JSON), running()]).toEqual([mended, mended]);
        host.expectNoTrace();
      },
    );

    test("a rollback leaves the change of another transaction alone", async () => {
      host.machine.startWith(OLD);
      await host.apply(write, undefined, termsOf("other"));
      for (const ended of [{ id: "own" }, "help"] as const)
        expect((await host.rollBack(ended)).failures).toEqual([]);
      expect((await host.confirm(MANIFEST, { terms: termsOf("other") })).failures).toEqual([]);
      expect(running()).toBe(NEW);
    });

    test("a watchdog that waits for its next retry ends with its transaction, and leaves the next one alone", async () => {
      host.machine.startWith(OLD);
      await host.apply(write);
      host.machine.intervene = ({ name, args }, run) =>
        run.name === "pulumi-dockerd-confirm" && name === "mv" && args.at(-1)?.endsWith("/undoing") === true
          ? { code: 1, err: "no" }
          : undefined;
      // It retries after 60, 61, 63, 67, 75, 91 and 123 s.
      await host.clock.pass(100);
      host.machine.intervene = () => undefined;
      expect((await host.rollBack()).failures).toEqual([]);
      host.expectNoTrace();
      expect((await host.apply(write, undefined, termsOf("next"))).failures).toEqual([]);
      await host.clock.pass(50);
      expect((await host.confirm(MANIFEST, { terms: termsOf("next") })).failures).toEqual([]);
      expect(running()).toBe(NEW);
    });

    test("a rollback ignores a file that an earlier run left beside daemon.json", async () => {
      host.machine.startWith(OLD);
      host.disk.write(`${DAEMON_JSON}.pulumi-dockerd-old`, OLD);
      host.disk.remove(DAEMON_JSON);
      await host.apply({ ...write, effect: "restart" });
      expect((await host.rollBack()).failures).toEqual([]);
      expect(host.disk.has(DAEMON_JSON)).toBe(false);
    });

    test.each(["nothing was begun", "it was confirmed", "it was restored"])(
      "a rollback does nothing if %s",
      async (when) => {
        host.machine.startWith(OLD);
        if (when !== "nothing was begun") await host.apply(write);
        if (when === "it was confirmed") await host.confirm(MANIFEST);
        if (when === "it was restored") await host.rollBack();
        const [before, acts] = [host.tree(), host.acts()];
        expect((await host.rollBack()).failures).toEqual([]);
        expect([host.tree(), host.acts()]).toEqual([before, acts]);
      },
    );
  });

  test("a change whose values have an unknown form is refused by its reason, and left as it is", async () => {
    host.machine.startWith(OLD);
    await host.apply(write);
    host.disk.write(`${STATE}/pending/values`, "id t1\nrun x\ntarget /etc/docker/daemon.json\nend\n");
    const unreadable = { step: "roll_back", reason: "unreadable", detail: `${STATE}/undoing/values\n` };
    expect((await host.rollBack()).failures).toEqual([unreadable]);
    expect([host.disk.read(DAEMON_JSON), host.disk.has(`${STATE}/undoing`)]).toEqual([NEW, true]);
  });

  describe("a confirmation and rollbacks at the same moment", () => {
    test("a confirmation after the rollback is refused and changes nothing", async () => {
      host.machine.startWith(OLD);
      const before = host.tree();
      await host.apply(write);
      await host.clock.pass(61);
      expect(host.tree()).toEqual(before);
      const { failures } = await host.confirm(MANIFEST);
      expect(failures).toEqual([LATE]);
      expect(host.tree()).toEqual(before);
      expect(running()).toBe(OLD);
    });

    test("a rollback in the middle of a confirmation finds nothing to roll back", async () => {
      host.machine.startWith(OLD);
      await host.apply(write);
      let codes: (number | null)[] = [];
      host.machine.intervene = ({ name, args }, run) => {
        if (run.name !== "confirm" || name !== "mv" || args.at(-1)?.endsWith("/settled") !== true)
          return undefined;
        host.machine.intervene = () => undefined;
        host.disk.write(`${STATE}/now`, "");
        codes = [];
        // Right after the rename, all callers run at once.
        void host.clock.pass(0).then(async () => {
          codes = await Promise.all(["client", "unconfirmed"].map((caller) => host.restore(caller)));
        });
        return undefined;
      };
      expect((await host.confirm(MANIFEST)).failures).toEqual([]);
      host.disk.remove(`${STATE}/now`);
      await host.clock.pass(1);
      expect(codes).toHaveLength(2);
      expect(running()).toBe(NEW);
      expect(JSON.parse((await host.observe()).manifest!)).toEqual(MANIFEST);
      host.expectNoTrace();
    });

    test("concurrent rollbacks have the effect of one", async () => {
      host.machine.startWith(OLD);
      const before = host.tree();
      await host.apply(write);
      const codes = await Promise.all(
        ["client", "unconfirmed", "watchdog"].map((caller) => host.restore(caller)),
      );
      expect(codes).toHaveLength(3);
      await host.clock.pass(300);
      expect(host.tree()).toEqual(before);
      expect(running()).toBe(OLD);
      host.expectNoTrace();
    });

    test("a rollback waits five minutes for one that hangs, and ends without touching the host", async () => {
      host.machine.startWith(OLD);
      const before = host.tree();
      await host.apply(write);
      let goOn = (): void => undefined;
      const hang = new Promise<undefined>((resolve) => (goOn = () => resolve(undefined)));
      // By then it has claimed the transaction.
      host.machine.intervene = ({ name, args }, { name: caller }) =>
        caller === "client" && name === "sync" && args[0]?.endsWith("/etc/docker") ? hang : undefined;
      const first = host.restore("client");
      await host.clock.pass(1);
      let ended = false;
      const second = host.restore("help").finally(() => (ended = true));
      await host.clock.pass(250);
      expect(ended).toBe(false);
      await host.clock.pass(100);
      expect(await second).not.toBe(0);
      goOn();
      await first;
      await host.clock.pass(300);
      expect(host.tree()).toEqual(before);
      host.expectNoTrace();
    });
  });
});
