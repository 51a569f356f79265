import { DAEMON_JSON, MANIFEST, STATE, termsOf, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}\n\n';
const write = { file: { kind: "write", text: '{"labels": ["a=1"]}' } } as const;

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  describe("a run that only writes the manifest", () => {
    test("a host that needed no change keeps its file as the first backup", async () => {
      host.disk.write(DAEMON_JSON, OLD, 0o604);
      const before = host.tree("/etc");
      expect(await host.record(MANIFEST)).toMatchObject({
        steps: ["lock_host", "record", "finish"],
        failures: [],
      });
      expect(host.tree("/etc")).toEqual(before);
      expect((await host.observe()).original).toMatchObject({ mode: "604", text: OLD });
      expect(host.acts()).toEqual([]);
      host.expectNoTrace();
    });

    test("a host without a file gets a first backup that records its absence", async () => {
      await host.record(MANIFEST);
      expect((await host.observe()).original).toBe("absent");
    });

    test("a first backup of a symbolic link has the file to which it leads", async () => {
      host.disk.link(DAEMON_JSON, "real.json");
      host.disk.write("/etc/docker/real.json", OLD);
      await host.record(MANIFEST);
      expect((await host.observe()).original).toMatchObject({ text: OLD });
    });

    test("a host without a folder for daemon.json has none after the destroy", async () => {
      const before = host.tree();
      await host.record(MANIFEST);
      await host.change(write);
      await host.change({ file: { kind: "absent" }, effect: "restart" }, "none");
      expect(host.tree()).toEqual(before);
    });

    test("writing the manifest twice is the same as writing it once", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      await host.record(MANIFEST);
      const once = host.tree();
      expect((await host.record(MANIFEST)).failures).toEqual([]);
      expect(host.tree()).toEqual(once);
    });

    test("a manifest replaces an older one, and the older one stays if that fails", async () => {
      await host.record(MANIFEST);
      host.machine.intervene = ({ name, args }) =>
        name === "mv" && args.at(-1)?.endsWith("/settled") === true ? { code: 1, err: "no" } : undefined;
      const later = { ...MANIFEST, owned: {} };
      const { failures, steps } = await host.record(later);
      expect([failures.map(({ step }) => step), steps.at(-1)]).toEqual([["record"], "abandon"]);
      expect(JSON.parse((await host.observe()).manifest!)).toEqual(MANIFEST);
      host.expectNoTrace();
      host.machine.intervene = () => undefined;
      expect((await host.record(later)).failures).toEqual([]);
      expect(JSON.parse((await host.observe()).manifest!)).toEqual(later);
    });

    test("a manifest that can't be installed is reported, and the watchdog installs it", async () => {
      host.machine.startWith(OLD);
      host.machine.intervene = ({ name, args }) =>
        name === "mv" && args.at(-1)?.endsWith("/manifest.json") === true
          ? { code: 1, err: "no" }
          : undefined;
      const { steps, failures } = await host.record(MANIFEST);
      expect([steps, failures.map(({ step }) => step)]).toEqual([
        ["lock_host", "record", "finish"],
        ["finish"],
      ]);
      host.machine.intervene = () => undefined;
      await host.clock.pass(400);
      expect(JSON.parse((await host.observe()).manifest!)).toEqual(MANIFEST);
      expect((await host.observe()).original).toMatchObject({ text: OLD });
      host.expectNoTrace();
    });

    describe("an interrupted run that only writes the manifest", () => {
      beforeEach(async () => {
        host.machine.startWith(OLD);
        host.machine.intervene = ({ name, args }, run) => {
          if (name !== "mv" || args.at(-1) !== `${host.machine.root}${STATE}/first`) return undefined;
          host.machine.intervene = () => undefined;
          host.machine.runs.kill(run);
          return { code: 1 };
        };
        await host.record(MANIFEST);
        expect((await host.observe()).manifest).toBeUndefined();
      });

      const expectRecorded = async (): Promise<void> => {
        const { manifest, original, unfinished } = await host.observe();
        expect([JSON.parse(manifest!), unfinished]).toEqual([MANIFEST, false]);
        expect(original).toMatchObject({ text: OLD });
        expect(host.machine.actions).toEqual([]);
        host.expectNoTrace();
      };

      test("an interrupted manifest is completed by the watchdog", async () => {
        await host.clock.pass(400);
        await expectRecorded();
      });

      test("a manifest that a power cut interrupted is completed by the boot", async () => {
        await host.machine.powerCut();
        const boot = host.machine.boot();
        await host.clock.pass(100);
        await boot;
        await expectRecorded();
      });
    });

    test("a manifest is refused while another transaction is unfinished", async () => {
      await host.apply(write, undefined, termsOf("other"));
      for (const name of ["pulumi-dockerd", "pulumi-dockerd-confirm"])
        host.machine.systemd.transient.stop(`${name}.timer`);
      expect((await host.record(MANIFEST)).failures).toEqual([
        { step: "lock_host", reason: "unfinished", detail: `${STATE}/pending\n` },
      ]);
    });

    test("a manifest is refused while another run holds the lock", async () => {
      await host.apply(write, undefined, termsOf("other"));
      const { failures } = await host.record(MANIFEST);
      expect(failures).toEqual([
        {
          step: "lock_host",
          reason: "held",
          detail: expect.stringMatching(/^holder pulumi-dockerd: other\nsince at second .*\n$/) as string,
        },
      ]);
    });

    test("releasing a host that was never managed leaves no trace", async () => {
      const before = host.tree();
      expect((await host.record("none")).failures).toEqual([]);
      expect(host.tree()).toEqual(before);
    });
  });
});
