import { UNIT } from "../support/machine/machine";
import { DAEMON_JSON, MANIFEST, ThrowAwayHost, underEveryShell } from "./throw-away-host";

const OLD = '{"labels": ["a=0"]}';
const NEW = '{"labels": ["a=1"]}';
const SOCKET_UNIT = "/usr/lib/systemd/system/docker.socket";
const restart = { file: { kind: "write", text: NEW }, effect: "restart", rollback: "restart" } as const;
const CHANGES = { restart, rebind: { ...restart, rebinds: true } } as const;
const unit = (relation: string, on = "docker.service"): string =>
  `[Unit]\n${relation}=${on}\nAfter=${on}\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n`;

/** Hosts whose engine has its own listener, by the state of docker.socket. */
const SOCKETS: Readonly<Record<string, (host: ThrowAwayHost) => void>> = {
  "no docker.socket": ({ machine, disk }) => {
    disk.remove(SOCKET_UNIT);
    machine.docker.sockets.stop("docker.socket");
  },
  "a masked docker.socket": ({ machine }) => {
    machine.docker.sockets.stop("docker.socket");
    machine.docker.mask("docker.socket");
  },
  "an inactive docker.socket": ({ machine }) => machine.docker.sockets.stop("docker.socket"),
  "an active docker.socket": () => undefined,
};

underEveryShell((shell) => {
  let host: ThrowAwayHost;
  beforeEach(async () => void (host = await ThrowAwayHost.start(shell)));
  afterEach(() => host.stop());

  const state = (name: string): string | undefined => host.machine.systemd.stateOf(name);
  const units = () => ["docker.service", "docker.socket"].map(state);

  /** Gives the engine its own listener, at its own socket file. */
  function withoutSocketActivation(): void {
    const { machine, disk } = host;
    const text = machine.unitText().replace("Requires=docker.socket\n", "").replace("-H fd://", "");
    disk.write(UNIT, text);
    machine.docker.load();
  }

  describe.each(Object.keys(SOCKETS))("with %s", (name) => {
    let before: readonly (string | undefined)[];
    beforeEach(() => {
      withoutSocketActivation();
      SOCKETS[name]?.(host);
      host.machine.startWith(OLD);
      SOCKETS[name]?.(host);
      host.machine.docker.load();
      before = units();
      expect(before[0]).toBe("active");
    });

    test.each(["restart", "rebind"] as const)("a %s leaves docker.socket unchanged", async (kind) => {
      expect((await host.apply(CHANGES[kind])).failures).toEqual([]);
      expect(host.machine.engine.text).toBe(NEW);
      expect(units()).toEqual(before);
    });

    test.each(["restart", "rebind"] as const)(
      "a %s that the engine refuses is rolled back, and the engine runs",
      async (kind) => {
        host.machine.engine.failureModes.set("a=1", "refuses");
        const { failures } = await host.apply(CHANGES[kind]);
        expect(failures.map(({ step }) => step)).toEqual(["activate"]);
        expect(host.machine.engine).toMatchObject({ running: true, text: OLD });
        expect(units()).toEqual(before);
        host.expectNoTrace();
      },
    );

    test("rolling back a bridge address starts the engine", async () => {
      const change = { ...restart, back: '{"labels": ["a=0"], "bip": "172.17.0.1/16"}' };
      expect((await host.apply(change)).failures).toEqual([]);
      expect((await host.rollBack()).failures).toEqual([]);
      expect(host.machine.engine.running).toBe(true);
      expect(units()).toEqual(before);
      host.expectNoTrace();
    });
  });

  describe("units that depend on docker.service", () => {
    const ACTIVE = ["need.service", "bind.service", "part.service", "deep.service"];
    beforeEach(() => {
      host.machine.addUnit("need.service", unit("Requires"), "active");
      host.machine.addUnit("bind.service", unit("BindsTo"), "active");
      host.machine.addUnit("part.service", unit("PartOf"), "active");
      host.machine.addUnit("deep.service", unit("Requires", "docker.service need.service"), "active");
      host.machine.addUnit("idle.service", unit("Requires"), "inactive");
      host.machine.startWith(OLD);
    });
    const dependents = () => [...ACTIVE, "idle.service"].map(state);
    const AS_BEFORE = [...ACTIVE.map(() => "active"), "inactive"];

    test.each(["restart", "rebind"] as const)(
      "units that depend on docker.service run after a %s",
      async (kind) => {
        expect((await host.apply(CHANGES[kind])).failures).toEqual([]);
        expect(dependents()).toEqual(AS_BEFORE);
      },
    );

    test.each(["restart", "rebind"] as const)(
      "units that depend on docker.service run after a %s that was rolled back",
      async (kind) => {
        host.machine.engine.failureModes.set("a=1", "refuses");
        expect((await host.apply(CHANGES[kind])).failures.map(({ step }) => step)).toEqual(["activate"]);
        expect(dependents()).toEqual(AS_BEFORE);
        host.expectNoTrace();
      },
    );

    test("units that depend on docker.service run after an unconfirmed change is rolled back", async () => {
      await host.apply(CHANGES.rebind);
      await host.clock.pass(70);
      expect(host.machine.engine.text).toBe(OLD);
      expect(dependents()).toEqual(AS_BEFORE);
    });

    test("a change is rolled back if a dependent unit doesn't start with the new configuration", async () => {
      host.machine.intervene = ({ args }) =>
        args[0] === "start" && args.includes("need.service") && host.machine.engine.text === NEW
          ? { code: 1, err: "Job for need.service failed." }
          : undefined;
      const { failures } = await host.apply(CHANGES.restart);
      expect(failures).toEqual([
        {
          step: "activate",
          reason: "dependents-failed",
          detail: expect.stringContaining("Job for need.service failed.") as string,
        },
      ]);
      expect(host.machine.engine.text).toBe(OLD);
    });

    test("a dependent unit that doesn't start after a rollback is reported and delays nothing", async () => {
      host.machine.engine.failureModes.set("a=1", "refuses");
      host.machine.intervene = ({ args }) =>
        args[0] === "start" && args.includes("need.service") ? { code: 1, err: "Job failed." } : undefined;
      const { failures, answer } = await host.apply(CHANGES.restart);
      expect(failures.map(({ step }) => step)).toEqual(["activate"]);
      expect(answer?.toString()).toContain(
        "\nnote not started again: deep.service need.service bind.service",
      );
      expect(host.machine.engine.text).toBe(OLD);
      host.machine.intervene = () => undefined;
      host.expectNoTrace();
    });

    test("a reload starts no dependent unit", async () => {
      expect((await host.apply({ ...restart, effect: "reload" })).failures).toEqual([]);
      expect(host.machine.calls("systemctl").filter((call) => call.startsWith("start "))).toEqual([]);
    });
  });

  describe("a change that restores the original bridge address", () => {
    const MOVED = '{"bip": "172.20.0.1/16"}';
    const change = { ...restart, start: '{"bip": "172.17.0.1/16"}' };
    const address = (): string | undefined => host.machine.engine.bridge.address;
    beforeEach(() => host.machine.startWith(MOVED));

    test("a change that restores the bridge address starts the engine once with it, and then writes the new file", async () => {
      expect((await host.apply(change)).failures).toEqual([]);
      expect([address(), host.machine.daemonJson]).toEqual(["172.17.0.1/16", NEW]);
      expect((await host.confirm(MANIFEST)).failures).toEqual([]);
      host.expectNoTrace();
    });

    test("a change that restores the bridge address is rolled back to the address before it", async () => {
      expect((await host.apply(change)).failures).toEqual([]);
      expect((await host.rollBack()).failures).toEqual([]);
      expect([address(), host.machine.daemonJson]).toEqual(["172.20.0.1/16", MOVED]);
      host.expectNoTrace();
    });

    test("a refused change leaves no daemon.json for the start with the original bridge address", async () => {
      host.machine.engine.invalid.add("a=1");
      expect((await host.apply(change)).failures.map(({ step }) => step)).toEqual(["validate"]);
      expect(host.names("/etc/docker")).toEqual([DAEMON_JSON]);
    });
  });

  test("the rollback of a change that doesn't start a stopped engine doesn't start it either", async () => {
    host.machine.startWith(OLD);
    host.machine.stopEngine();
    await host.apply({ ...restart, effect: "none", rollback: "none" });
    expect((await host.rollBack()).failures).toEqual([]);
    expect([host.acts(), state("docker.service")]).toEqual([[], "inactive"]);
  });
});
