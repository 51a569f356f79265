import { VirtualClock } from "../support/machine/clock";
import { DAEMON_JSON, Machine, UNIT } from "../support/machine/machine";
import type { Answer } from "../support/machine/stub-programs";

// The behaviour of real hosts: systemd 247 (bullseye), 257 (trixie) and 262 (forky), each observed there.

const unit = (relation: string, more = ""): string =>
  `[Unit]\n${relation}=docker.service\nAfter=docker.service\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n${more}`;

const REFUSED = JSON.stringify({ "data-root": "/dev/null/x" });

let machine: Machine;
let clock: VirtualClock;
beforeEach(async () => {
  clock = new VirtualClock();
  machine = await Machine.start({ clock });
  machine.engine.failureModes.set("/dev/null/x", "refuses");
});
afterEach(() => machine.stop());

async function systemctl(...args: readonly string[]): Promise<Answer> {
  const waits = clock.wait();
  const answer = await machine.systemd.answer({ name: "systemctl", args, limit: undefined });
  waits();
  if (answer === undefined) throw new Error(`systemctl ${args.join(" ")} isn't played`);
  return answer;
}

const pass = (seconds: number): Promise<void> => clock.pass(seconds);
const states = (...units: readonly string[]): string =>
  units.map((name) => machine.systemd.stateOf(name) ?? "none").join(" ");
const shown = async (name: string, ...properties: readonly string[]): Promise<string> => {
  const answer = await systemctl("show", name, "-p", properties.join(","));
  return answer === "real" ? "" : (answer.out ?? "");
};
const DOCKER = ["docker.service", "docker.socket"] as const;
const SHOP = ["need.service", "bind.service", "part.service"] as const;

function addDependents(): void {
  machine.addUnit("need.service", unit("Requires"), "active");
  machine.addUnit("bind.service", unit("BindsTo"), "active");
  machine.addUnit("part.service", unit("PartOf"), "active");
  machine.addUnit("idle.service", unit("Requires"), "inactive");
}

/** A unit that does not require docker.socket, and whose engine has its own listener. */
function withoutSocket(): void {
  machine.disk.write(
    UNIT,
    machine.unitText().replace("Requires=docker.socket\n", "").replace("-H fd://", ""),
  );
  machine.docker.load();
}

describe("systemctl with several units, one of which isn't loaded", () => {
  test("a stop before systemd 262 stops the others and fails", async () => {
    expect(await systemctl("stop", "docker.service", "nope.socket")).toEqual({
      code: 5,
      err: "Failed to stop nope.socket: Unit nope.socket not loaded.",
    });
    expect(states(...DOCKER)).toBe("inactive active");
  });

  test("a stop since systemd 262 stops none of them", async () => {
    machine.systemd.release = 262;
    expect(await systemctl("stop", "docker.service", "nope.socket")).toEqual({
      code: 5,
      err: "Failed to enqueue jobs: Unit nope.socket not loaded.",
    });
    expect(states(...DOCKER)).toBe("active active");
  });

  test("a start before systemd 262 starts the others and fails", async () => {
    await systemctl("stop", "docker.service");
    expect(await systemctl("start", "nope.socket", "docker.service")).toEqual({
      code: 5,
      err: "Failed to start nope.socket: Unit nope.socket not found.",
    });
    expect(states(...DOCKER)).toBe("active active");
  });
});

describe("the simulated docker.socket", () => {
  test("stopping the socket stops a service that requires it", async () => {
    await systemctl("stop", "docker.socket");
    expect(states(...DOCKER)).toBe("inactive inactive");
  });

  test("starting a service that requires the socket starts it, enabled or not", async () => {
    machine.docker.enabled = false;
    await systemctl("stop", ...DOCKER);
    expect(await systemctl("start", "docker.service")).toEqual({ code: 0 });
    expect(states(...DOCKER)).toBe("active active");
  });

  test("a masked socket keeps a service that requires it from being restarted", async () => {
    machine.docker.mask("docker.socket");
    expect(await systemctl("restart", "docker.service")).toEqual({
      code: 1,
      err: "Failed to restart docker.service: Unit docker.socket is masked.",
    });
    expect(states(...DOCKER)).toBe("active active");
    expect(await systemctl("stop", ...DOCKER)).toEqual({ code: 0 });
    expect(states(...DOCKER)).toBe("inactive inactive");
  });

  test("a start with a masked socket that isn't required fails although the service starts", async () => {
    withoutSocket();
    await systemctl("stop", ...DOCKER);
    machine.docker.mask("docker.socket");
    expect(await systemctl("start", "docker.socket", "docker.service")).toEqual({
      code: 1,
      err: "Failed to start docker.socket: Unit docker.socket is masked.",
    });
    expect(states(...DOCKER)).toBe("active inactive");
  });

  test("a missing socket keeps a service that requires it from being restarted", async () => {
    machine.disk.remove("/usr/lib/systemd/system/docker.socket");
    expect(await systemctl("restart", "docker.service")).toMatchObject({
      code: 5,
      err: "Failed to restart docker.service: Unit docker.socket not found.",
    });
    expect(states("docker.service")).toBe("active");
  });

  test("an engine with fd:// doesn't start without any socket", async () => {
    machine.disk.write(UNIT, machine.unitText().replace("Requires=docker.socket\n", ""));
    await systemctl("daemon-reload");
    await systemctl("stop", ...DOCKER);
    expect(await systemctl("start", "docker.service")).toMatchObject({ code: 1 });
    expect(machine.engine.journal.join("\n")).toContain("no sockets found via socket activation");
  });

  test("a second socket of docker.service can't start to listen while the service runs", async () => {
    const text = "[Socket]\nListenStream=127.0.0.1:2375\nService=docker.service\n";
    machine.addUnit("docker-tcp.socket", text, "inactive");
    expect(await systemctl("start", "docker-tcp.socket")).toMatchObject({ code: 1 });
    await systemctl("stop", "docker.service");
    expect(await systemctl("start", "docker-tcp.socket")).toEqual({ code: 0 });
    expect(await shown("docker.service", "TriggeredBy")).toBe(
      "TriggeredBy=docker-tcp.socket docker.socket\n",
    );
    expect(await shown("docker-tcp.socket", "Listen", "Triggers")).toBe(
      "Listen=127.0.0.1:2375 (Stream)\nTriggers=docker.service\n",
    );
  });

  test("reset-failed doesn't find units that are disabled and stopped, because they aren't loaded", async () => {
    machine.docker.enabled = false;
    await systemctl("stop", ...DOCKER);
    expect(await systemctl("reset-failed", ...DOCKER)).toMatchObject({ code: 1 });
    expect(await shown("docker.socket", "LoadState", "UnitFileState")).toBe(
      "LoadState=loaded\nUnitFileState=disabled\n",
    );
  });
});

describe("simulated units that depend on docker.service", () => {
  beforeEach(addDependents);

  test("dependents stop with docker.service, and a start of it starts none of them", async () => {
    await systemctl("stop", "docker.service");
    expect(states(...SHOP)).toBe("inactive inactive inactive");
    await systemctl("start", "docker.service");
    expect(states(...SHOP)).toBe("inactive inactive inactive");
  });

  test("dependents are active again after a restart, if they were before", async () => {
    expect(await systemctl("restart", "docker.service")).toEqual({ code: 0 });
    expect(states(...SHOP, "idle.service")).toBe("active active active inactive");
    expect(await systemctl("restart", "docker.socket", "docker.service")).toEqual({ code: 0 });
    expect(states(...SHOP, "idle.service")).toBe("active active active inactive");
  });

  test("dependents stay stopped after a failed restart, unless they only have PartOf=", async () => {
    machine.disk.write(DAEMON_JSON, REFUSED);
    expect(await systemctl("restart", "docker.service")).toMatchObject({
      code: 1,
      err: expect.stringContaining("the control process exited with error code") as string,
    });
    expect(states("docker.service", ...SHOP)).toBe("activating inactive inactive active");
    machine.disk.remove(DAEMON_JSON);
    await pass(5);
    expect(states("docker.service", ...SHOP)).toBe("active inactive inactive active");
  });

  test("only dependents with BindsTo= stop when the engine exits on its own", async () => {
    machine.engine.failureModes.set("", "dies");
    await systemctl("restart", "docker.service");
    machine.engine.failureModes.delete("");
    await pass(2.5);
    expect(states("docker.service", ...SHOP)).toBe("activating active inactive active");
    await pass(5);
    expect(states("docker.service", ...SHOP)).toBe("active active inactive active");
  });

  test("a stop of docker.service waits for a dependent whose stop takes long, with the engine running", async () => {
    machine.addUnit("slow.service", unit("Requires", "ExecStop=/bin/sleep 4\n"), "active");
    const stopped = systemctl("stop", "docker.service");
    await pass(1);
    expect(states("docker.service", "slow.service")).toBe("active deactivating");
    await stopped;
    expect(states("docker.service", "slow.service")).toBe("inactive inactive");
    expect(clock.now()).toBeCloseTo(4.1, 0);
  });

  test("starting a dependent starts docker.service", async () => {
    await systemctl("stop", "docker.service");
    expect(await systemctl("start", "need.service")).toEqual({ code: 0 });
    expect(states("docker.service", ...SHOP)).toBe("active active inactive inactive");
  });

  test("docker.service shows its dependents by relation, unless they are stopped and disabled", async () => {
    expect(await shown("docker.service", "RequiredBy", "BoundBy", "ConsistsOf")).toBe(
      "RequiredBy=need.service\nBoundBy=bind.service\nConsistsOf=part.service\n",
    );
    expect(await shown("need.service", "Requires", "LoadState", "ActiveState", "UnitFileState")).toBe(
      "LoadState=loaded\nActiveState=active\nUnitFileState=enabled\nRequires=docker.service\n",
    );
  });

  test("the machine's snapshot has the dependents with their states", async () => {
    const before = machine.snapshot();
    await systemctl("stop", "need.service");
    expect(machine.snapshot()).not.toBe(before);
    await systemctl("start", "need.service");
    expect(machine.snapshot()).toBe(before);
  });
});

describe("settings of the simulated docker.service", () => {
  const setUnit = (from: string, to: string): void => {
    machine.disk.write(UNIT, machine.unitText().replace(from, to));
    machine.docker.load();
  };

  test("a start beyond StartLimitBurst= fails, and the sockets fail with it", async () => {
    setUnit("StartLimitBurst=3", "StartLimitBurst=1");
    expect(await systemctl("restart", "docker.service")).toEqual({ code: 0 });
    expect(await systemctl("restart", "docker.service")).toMatchObject({
      code: 1,
      err: expect.stringContaining("start of the service was attempted too often") as string,
    });
    expect(states(...DOCKER)).toBe("failed failed");
  });

  test("with Restart=no an engine that doesn't start isn't restarted, and its socket keeps listening", async () => {
    setUnit("Restart=always", "Restart=no");
    machine.disk.write(DAEMON_JSON, REFUSED);
    expect(await systemctl("restart", "docker.service")).toMatchObject({ code: 1 });
    await pass(10);
    expect(states(...DOCKER)).toBe("failed active");
  });

  test("flags are read from Environment= over several lines, and from any environment file", async () => {
    machine.disk.write("/etc/default/docker-storage", 'STORAGE="--storage-driver overlay2"\n');
    setUnit(
      "ExecReload",
      'Environment="OPTS=--debug" \\\n# a comment\n  "MORE=--mtu 1400"\nEnvironmentFile=/etc/default/docker-storage\nExecReload',
    );
    machine.disk.write(
      `/etc/systemd/system/docker.service.d/10-flags.conf`,
      `[Service]\nExecStart =\nExecStart = ${machine.runs.dockerd} $OPTS --x=\${MORE} $STORAGE\n`,
    );
    await systemctl("daemon-reload");
    expect(machine.docker.argv?.slice(1)).toEqual([
      "--debug",
      "--x=--mtu 1400",
      "--storage-driver",
      "overlay2",
    ]);
    expect(await shown("docker.service", "EnvironmentFiles")).toBe(
      "EnvironmentFiles=/etc/default/docker (ignore_errors=yes)\nEnvironmentFiles=/etc/default/docker-storage (ignore_errors=no)\n",
    );
  });

  test("a wrapper's process is dockerd with the wrapper's flags", async () => {
    const { dockerd } = machine.runs;
    setUnit(`ExecStart=${dockerd} -H fd://`, `ExecStart=/bin/sh -c "exec ${dockerd} -H fd:// --debug"`);
    await systemctl("restart", "docker.service");
    expect(machine.engine.argv).toEqual([dockerd, "-H", "fd://", "--debug"]);
  });
});

describe("the simulated engine's journal", () => {
  const journalOf = async (daemonJson: object): Promise<readonly string[]> => {
    machine.startWith(JSON.stringify(daemonJson));
    const from = machine.engine.journal.length;
    await systemctl("reload", "docker.service");
    await pass(1);
    return machine.engine.journal.slice(from);
  };

  test("an engine with log-level warn logs nothing at a reload", async () => {
    expect(await journalOf({ "log-level": "warn" })).toEqual([]);
  });

  test("an engine with log-format json writes one line of JSON for each entry", async () => {
    const lines = await journalOf({ "log-format": "json" });
    expect(lines.map((line) => (JSON.parse(line) as { level: string }).level)).toEqual(["info", "info"]);
  });

  test("the journal has errors that other clients caused", async () => {
    machine.startWith(JSON.stringify({ "log-level": "error" }));
    machine.engine.otherClientsFailEvery = 0.5;
    await pass(2);
    machine.engine.tellOfOthers();
    expect(machine.engine.journal.filter((line) => line.includes("Handler for POST"))).toHaveLength(4);
  });

  test("an engine that got SIGSTOP neither answers nor reads its file, and a restart ends it", async () => {
    machine.startWith("{}");
    machine.engine.frozen = true;
    machine.disk.write(DAEMON_JSON, '{"labels": ["a=b"]}');
    await systemctl("reload", "docker.service");
    await pass(1);
    expect([machine.engine.answers, machine.engine.text]).toEqual([false, "{}"]);
    await systemctl("restart", "docker.service");
    expect(machine.engine.answers).toBe(true);
  });
});
