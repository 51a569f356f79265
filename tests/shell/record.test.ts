import { DAEMON_JSON, MANIFEST, STATE, termsOf, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}\n\n';
const write = { file: { kind: "write", text: '{"labels": ["a=1"]}' } } as const;

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  describe("a record alone", () => {
    test("of a host that needed no change keeps its file as the first", async () => {
      host.disk.write(DAEMON_JSON, OLD, 0o604);
      const before = host.tree("/etc");
      expect(await host.record(MANIFEST)).toMatchObject({
        steps: ["lock_host", "record", "finish"],
        failures: [],
      });
      expect(host.tree("/etc")).toEqual(before);
      expect((await host.observe()).first).toMatchObject({ mode: "604", text: OLD });
      expect(host.acts()).toEqual([]);
      host.expectNoTrace();
    });

    test("of a host without a file keeps that", async () => {
      await host.record(MANIFEST);
      expect((await host.observe()).first).toBe("absent");
    });

    test("of a host whose file is behind a symbolic link keeps what it leads to", async () => {
      host.disk.link(DAEMON_JSON, "real.json");
      host.disk.write("/etc/docker/real.json", OLD);
      await host.record(MANIFEST);
      expect((await host.observe()).first).toMatchObject({ text: OLD });
    });

    test("of a host without even a folder remembers that: in the end it is gone again", async () => {
      const before = host.tree();
      await host.record(MANIFEST);
      await host.change(write);
      await host.change({ file: { kind: "absent" }, effect: "restart" }, "none");
      expect(host.tree()).toEqual(before);
    });

    test("twice is once", async () => {
      host.disk.write(DAEMON_JSON, OLD);
      await host.record(MANIFEST);
      const once = host.tree();
      expect((await host.record(MANIFEST)).failures).toEqual([]);
      expect(host.tree()).toEqual(once);
    });

    test("replaces an older record; where it can't be put in place the older one stays", async () => {
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

    test("that can't be put in place is told of, and put there by the host itself", async () => {
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
      expect((await host.observe()).first).toMatchObject({ text: OLD });
      host.expectNoTrace();
    });

    describe("that is cut off in the middle", () => {
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
        const { manifest, first, unfinished } = await host.observe();
        expect([JSON.parse(manifest!), unfinished]).toEqual([MANIFEST, false]);
        expect(first).toMatchObject({ text: OLD });
        expect(host.machine.actions).toEqual([]);
        host.expectNoTrace();
      };

      test("is finished by the host itself", async () => {
        await host.clock.pass(400);
        await expectRecorded();
      });

      test("by a power cut is finished by the boot", async () => {
        await host.machine.powerCut();
        const boot = host.machine.boot();
        await host.clock.pass(100);
        await boot;
        await expectRecorded();
      });
    });

    test("is refused while someone else's change isn't ended", async () => {
      await host.apply(write, undefined, termsOf("theirs"));
      for (const name of ["pulumi-dockerd", "pulumi-dockerd-confirm"])
        host.machine.systemd.transient.stop(`${name}.timer`);
      expect((await host.record(MANIFEST)).failures).toEqual([
        { step: "lock_host", reason: "unfinished", detail: `${STATE}/pending\n` },
      ]);
    });

    test("is refused while someone else holds the host", async () => {
      await host.apply(write, undefined, termsOf("theirs"));
      const { failures } = await host.record(MANIFEST);
      expect(failures).toEqual([
        {
          step: "lock_host",
          reason: "held",
          detail: expect.stringMatching(/^holder pulumi-dockerd: theirs\nsince at second .*\n$/) as string,
        },
      ]);
    });

    test("of nothing, on a host that was never ours, leaves no trace", async () => {
      const before = host.tree();
      expect((await host.record("none")).failures).toEqual([]);
      expect(host.tree()).toEqual(before);
    });
  });
});
