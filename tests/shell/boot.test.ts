import { LITTER } from "../support/litter";
import type { Call } from "../support/machine/stub-programs";
import { DAEMON_JSON, DROP_IN, MANIFEST, STATE, ThrowAwayHost, underEveryShell } from "./throw-away-host";

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

  const boot = async (): Promise<void> => {
    const booted = host.machine.boot();
    await host.clock.pass(100);
    await booted;
  };

  const powerCutAndBoot = async (): Promise<void> => {
    await host.machine.powerCut();
    await boot();
  };

  /** Cuts the power during some work, at a call of one of its script's programs; then boots. */
  const cutDuring = async (
    script: string,
    work: () => Promise<unknown>,
    isMoment: (call: Call) => boolean,
  ): Promise<void> => {
    host.machine.intervene = async (call, run) => {
      if (run.name !== script || !isMoment(call)) return undefined;
      host.machine.intervene = () => undefined;
      await host.machine.powerCut();
      return { code: 1 };
    };
    await work();
    expect(host.machine.up).toBe(false);
    await boot();
  };

  const ends = ({ args }: Call, end: string): boolean => args.at(-1)?.endsWith(end) === true;

  const expectAsBefore = (): void => {
    expect(host.tree()).toEqual(before);
    expect(host.machine.engine.text).toBe(OLD);
    expect(host.machine.systemd.transient.names).toEqual([]);
  };

  test("an unconfirmed change is rolled back before the engine starts", async () => {
    await host.apply(write);
    const pid = host.machine.engine.pid;
    await powerCutAndBoot();
    expectAsBefore();
    expect(host.machine.engine.pid).toBe(pid + 1);
  });

  test("an unconfirmed change is rolled back at a boot on a file system without hard links", async () => {
    host.machine.intervene = ({ name, args }) =>
      name === "ln" && args[0] === "-f" ? { code: 1 } : undefined;
    await host.apply(write);
    await powerCutAndBoot();
    expectAsBefore();
  });

  /** Makes programs of the rollback fail, as a faulty disk does, until a second of the host's time. */
  const failUntil = (second: () => number): void => {
    host.machine.intervene = ({ name }, run) =>
      run.name.startsWith("pulumi-dockerd") && name === "mv" && host.clock.now() < second()
        ? { code: 1, err: "mv: Input/output error" }
        : undefined;
  };

  test("a rollback that fails at first is retried during the boot", async () => {
    await host.apply(write);
    const [pid, now] = [host.machine.engine.pid, host.clock.now()];
    failUntil(() => now + 15);
    await powerCutAndBoot();
    expectAsBefore();
    expect(host.machine.engine.pid).toBe(pid + 1);
  });

  test("a rollback that fails for longer than the engine may wait is retried after the boot", async () => {
    await host.apply(write);
    const now = host.clock.now();
    failUntil(() => now + 200);
    await powerCutAndBoot();
    await host.clock.pass(400);
    expectAsBefore();
  });

  test("an unconfirmed drop-in is rolled back before the engine starts with its original command line", async () => {
    const { argv } = host.machine.engine;
    const command = [...argv, "--label=b=1"].join(" ");
    const unit = { kind: "write", text: `[Service]\nExecStart=\nExecStart=${command}\n` } as const;
    const file = { kind: "write", text: '{"debug": true}' } as const;
    await host.apply({ file, unit, effect: "restart", rebinds: true });
    expect(host.machine.engine.argv).toContain("--label=b=1");
    await powerCutAndBoot();
    expectAsBefore();
    expect(host.disk.has(DROP_IN)).toBe(false);
    expect(host.machine.engine.argv).toEqual(argv);
  });

  test.each([
    ["backup", "cp", "/set/daemon.json"],
    ["arm", "ln", ".wants/pulumi-dockerd-restore.service"],
    ["arm", "mv", "/pending"],
    ["switch_over", "mv", DAEMON_JSON],
    ["activate", "systemctl", "docker.service"],
  ])(
    "a power cut in the middle of %s ends with the original configuration (%s ... %s)",
    async (_step, program, last) => {
      await cutDuring(
        "apply",
        () => host.apply(write),
        (call) => call.name === program && ends(call, last),
      );
      if ((await host.observe()).unfinished) await host.rollBack("recover");
      // Staged files have no effect, and are removed by the next change.
      expect(host.disk.read(DAEMON_JSON)).toBe(OLD);
      expect(host.machine.engine.text).toBe(OLD);
      await host.change(write);
      await host.change({ file: { kind: "original" } }, "none");
      expect(host.tree()).toEqual(before);
    },
  );

  test.each([
    ["sync", ".wants"],
    ["mv", "/pending"],
    ["sync", STATE],
  ])(
    "a power cut while a change is armed (%s ... %s) leaves nothing for the next run",
    async (program, last) => {
      const link = "/etc/systemd/system/sysinit.target.wants/pulumi-dockerd-restore.service";
      await cutDuring(
        "apply",
        () => host.apply(write),
        (call) => host.disk.has(link) && call.name === program && ends(call, last),
      );
      expectAsBefore();
    },
  );

  test("a power cut before a change is armed leaves nothing that would be rolled back later", async () => {
    await cutDuring(
      "apply",
      () => host.apply(write),
      ({ name, args }) => name === "ln" && args.at(-1)?.includes(".wants/") === true,
    );
    expect(await host.observe()).toMatchObject({ unfinished: false });
    const edited = '{"labels": ["by=hand"]}';
    host.disk.write(DAEMON_JSON, edited);
    expect((await host.rollBack("recover")).failures).toEqual([]);
    expect(host.disk.read(DAEMON_JSON)).toBe(edited);
  });

  test("a confirmed change survives a power cut", async () => {
    await host.change(write);
    const changed = host.tree();
    await powerCutAndBoot();
    expect(host.tree()).toEqual(changed);
    expect(host.machine.engine.text).toBe(NEW);
  });

  test("a change whose confirmation was interrupted right after its rename survives a power cut", async () => {
    await host.apply(write);
    await cutDuring(
      "confirm",
      () => host.confirm(MANIFEST),
      (call) => call.name === "sync" && ends(call, STATE),
    );
    expect(host.machine.engine.text).toBe(NEW);
    expect(JSON.parse((await host.observe()).manifest!)).toEqual(MANIFEST);
    expect((await host.observe()).unfinished).toBe(false);
  });

  const goBackUntil = (isMoment: (call: Call) => boolean): Promise<void> =>
    cutDuring("client", () => host.restore("client"), isMoment);

  test("an interrupted rollback continues at the boot", async () => {
    await host.apply(write);
    await goBackUntil(({ name, args }) => name === "systemctl" && args[0] === "restart");
    expectAsBefore();
  });

  test.each(["rm", "mv", "rmdir", "sync"])(
    "a power cut while a rollback cleans up (at the last %s) lets the boot finish the cleanup",
    async (program) => {
      const last = await callsOfWayBack(program);
      await host.apply(write);
      let seen = 0;
      await goBackUntil(({ name }) => name === program && ++seen === last);
      expect(await host.observe()).toMatchObject({ unfinished: false });
      expect(host.disk.read(DAEMON_JSON)).toBe(OLD);
      expect(Object.keys(host.tree()).filter((path) => !(path in before) && !LITTER.test(path))).toEqual([]);
    },
  );

  /** Counts how often an undisturbed rollback calls a program. */
  async function callsOfWayBack(program: string): Promise<number> {
    await host.apply(write);
    const called = host.machine.calls(program).length;
    await host.restore("client");
    expectAsBefore();
    return host.machine.calls(program).length - called;
  }

  test("the original bridge address is restored at the boot, and survives the next one", async () => {
    const { bridge } = host.machine.engine;
    const address = bridge.address;
    const file = { kind: "write", text: '{"bip": "10.0.0.1/24"}' } as const;
    const back = JSON.stringify({ labels: ["a=0"], bip: address });
    await host.apply({ file, back, effect: "restart" });
    expect(bridge.address).toBe("10.0.0.1/24");
    await powerCutAndBoot();
    expect(bridge.address).toBe(address);
    // The file for one start has the original address: the engine needs no other start.
    expect(host.machine.engine.text).toBe(back);
    expect(host.tree()).toEqual(before);
    await powerCutAndBoot();
    expectAsBefore();
    expect(bridge.address).toBe(address);
  });

  test("the original bridge address is restored even if the boot did not start the engine", async () => {
    const { bridge } = host.machine.engine;
    const address = bridge.address;
    const file = { kind: "write", text: '{"bip": "10.0.0.1/24"}' } as const;
    const back = JSON.stringify({ labels: ["a=0"], bip: address });
    await host.apply({ file, back, effect: "restart" });
    host.machine.docker.enabled = false;
    await powerCutAndBoot();
    expect([bridge.address, host.machine.engine.text]).toEqual([address, back]);
    expect(host.tree()).toEqual(before);
  });
});
