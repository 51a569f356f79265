import type { JsonObject } from "../../provider/core/json";
import { DAEMON_JSON, UNIT } from "../support/machine/machine";
import type { SimulatedHost } from "../support/machine/ssh-server";
import { inputsFor, URN } from "./support/inputs";
import { type CallFailure, failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();

const eu = { labels: { region: "eu" } };
const us = { labels: { region: "us" } };
const ORIGINAL = '{"labels":["by=hand"],\t"max-concurrent-downloads": 4}';
const STATE = "var/lib/pulumi-dockerd";

/** Returns the notes on the resource's row since the last call. */
const notes = (): string => given.provider.engine.texts(URN, "note").join("\n");

interface Created {
  readonly id: string;
  readonly outputs: JsonObject;
}

/** Creates a resource on a host that had its own daemon.json. */
async function created(apply: JsonObject = {}): Promise<Created> {
  const { provider, host } = given;
  host.machine.startWith(ORIGINAL);
  return provider.create(inputsFor(host, eu, { apply: { settle: 0, ...apply } }));
}

describe("a stopped engine stays stopped", () => {
  test.each([
    ["with its socket listening", true],
    ["with its socket stopped", false],
  ])("up writes the files and starts nothing: %s", async (_name, listens) => {
    const { provider, host } = given;
    const { machine } = host;
    machine.disk.write(DAEMON_JSON, ORIGINAL);
    machine.stopEngine();
    if (!listens) await machine.docker.stopSocket();
    const before = machine.snapshot();
    const asked: string[] = [];
    machine.onAsked = (path) => asked.push(path);

    const inputs = inputsFor(host, eu);
    const { id, outputs } = await provider.create(inputs);
    expect(JSON.parse(machine.daemonJson)).toEqual({
      labels: ["by=hand", "region=eu"],
      "max-concurrent-downloads": 4,
    });
    expect(outputs).toMatchObject({
      status: "applied",
      engine: { running: false, version: "26.1.5+dfsg1", apiVersion: null, labels: [] },
      endpoints: [],
      lastChange: { effect: "none", verified: false },
    });
    expect(notes()).toContain("docker.service is stopped and stays stopped");

    const seen = await provider.read(id, outputs);
    expect(seen.inputs).toEqual(inputs);
    expect(await provider.diff(id, seen.outputs, inputs)).toEqual({ changes: "none", replaces: [] });
    const again = await provider.read(id, seen.outputs);
    expect(again.inputs).toEqual(inputs);

    const updated = await provider.update(id, again.outputs, inputsFor(host, us));
    expect(JSON.parse(machine.daemonJson)).toMatchObject({ labels: ["by=hand", "region=us"] });
    await provider.delete(id, updated);
    expect(machine.actions).toEqual([]);
    expect(asked).toEqual([]);
    expect(machine.snapshot()).toBe(before);
  });

  test("an engine that was stopped after up is drift once; the next up accepts it", async () => {
    const { provider, host } = given;
    const inputs = inputsFor(host, eu);
    const { id, outputs } = await provider.create(inputs);
    expect(outputs).toMatchObject({ engine: { running: true }, lastChange: { verified: true } });
    host.machine.stopEngine();
    const changes = host.machine.actions.length;
    const first = await provider.read(id, outputs);
    const second = await provider.read(id, first.outputs);
    for (const seen of [first, second]) {
      expect(seen.inputs.drift).toEqual({ engine: "is stopped" });
      expect(seen.outputs).toMatchObject({
        engine: { running: false, labels: ["region=eu"] },
        endpoints: [],
      });
    }
    const accepted = await provider.update(id, second.outputs, inputs);
    expect(accepted).toMatchObject({ engine: { running: false, labels: ["region=eu"] } });
    expect((await provider.read(id, accepted)).inputs).toEqual(inputs);
    expect(host.machine.actions).toHaveLength(changes);
  });

  test("up validates the file of a stopped engine", async () => {
    const { provider, host } = given;
    host.machine.stopEngine();
    host.machine.engine.invalid.add("no-such-key");
    const before = host.machine.snapshot();
    const inputs = inputsFor(host, eu, { extraOptions: { "no-such-key": 1 } });
    const failure = await failureOf(provider.create(inputs));
    expect(failure.message).toMatch(/^ValidationError: /);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("up starts an engine that failed: its administrator wants it to run", async () => {
    const { provider, host } = given;
    host.machine.stopEngine();
    host.machine.docker.state = "failed";
    const { outputs } = await provider.create(inputsFor(host, eu));
    expect(outputs).toMatchObject({ engine: { running: true, labels: ["region=eu"] } });
    expect(host.machine.docker.state).toBe("active");
  });
});

/** Hosts without a working engine, by their state. */
const BROKEN: readonly (readonly [string, (host: SimulatedHost) => void | Promise<void>, string])[] = [
  ["stopped", ({ machine }) => machine.stopEngine(), "is stopped"],
  [
    "stopped with its socket",
    async ({ machine }) => {
      machine.stopEngine();
      await machine.docker.stopSocket();
    },
    "is stopped",
  ],
  [
    "failed",
    ({ machine }) => {
      machine.stopEngine();
      machine.docker.state = "failed";
    },
    "has failed",
  ],
  [
    "in a restart loop",
    ({ machine }) => {
      machine.stopEngine();
      machine.docker.state = "activating";
    },
    "is activating",
  ],
  [
    "masked and stopped",
    ({ machine }) => {
      machine.stopEngine();
      machine.docker.mask("docker.service");
    },
    "docker.service is masked",
  ],
  ["masked and running", ({ machine }) => machine.docker.mask("docker.service"), "docker.service is masked"],
  [
    "without a unit",
    ({ machine }) => {
      machine.stopEngine();
      machine.disk.remove(UNIT);
    },
    "no docker.service in systemd",
  ],
  [
    "too old",
    ({ machine }) => void (machine.version = { Version: "17.05.0-ce" }),
    "the engine is 17.05.0-ce, older than 17.06",
  ],
];

describe.each(BROKEN)("a host whose engine is %s", (_name, breakHost, reason) => {
  test("refresh shows it as drift and changes nothing", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    await breakHost(host);
    const before = host.machine.snapshot();
    const actions = host.machine.actions.length;
    const { inputs } = await provider.read(id, outputs);
    const [drift] = Object.values(inputs.drift as JsonObject);
    expect(drift).toContain(reason);
    expect(Object.keys(inputs.drift as JsonObject)).toHaveLength(1);
    expect(inputs.options).toEqual(eu);
    expect(host.machine.snapshot()).toBe(before);
    expect(host.machine.actions).toHaveLength(actions);
  });

  test.each(["restore", "removeOwned", "leave"])("destroy works on files alone: %s", async (onDelete) => {
    const { provider, host } = given;
    const { machine } = host;
    const { id, outputs } = await created({ onDelete });
    const applied = machine.daemonJson;
    await breakHost(host);
    const state = [machine.docker.state, machine.docker.socket, machine.engine.pid];
    const actions = machine.actions.length;
    await provider.delete(id, outputs);
    const expected = {
      restore: ORIGINAL,
      removeOwned: '{\n  "labels": [\n    "by=hand"\n  ],\n  "max-concurrent-downloads": 4\n}\n',
      leave: applied,
    }[onDelete];
    expect(machine.daemonJson).toBe(expected);
    expect(machine.disk.has(STATE)).toBe(false);
    expect([machine.docker.state, machine.docker.socket, machine.engine.pid]).toEqual(state);
    expect(machine.actions).toHaveLength(actions);
    if (onDelete !== "leave") expect(notes()).toContain("only files are changed");
  });
});

test("destroy removes the drop-in of a host whose engine is gone", async () => {
  const { provider, host } = given;
  const { machine } = host;
  machine.setFlags(["--label=by=flag"]);
  const before = machine.disk.tree("/etc");
  const { id, outputs } = await provider.create(inputsFor(host, eu));
  expect(machine.disk.tree("/etc")).not.toEqual(before);
  machine.stopEngine();
  machine.disk.remove(UNIT);
  await provider.delete(id, outputs);
  expect(machine.disk.tree("/etc")).toEqual(before);
});

test("up refuses a host that is no longer supported", async () => {
  const { provider, host } = given;
  const { id, outputs } = await created();
  host.machine.docker.mask("docker.service");
  const failure = await failureOf(provider.update(id, outputs, inputsFor(host, us)));
  expect(failure.message).toMatch(/^UnsupportedHostError: .* masked/);
});

describe("an engine that runs and doesn't answer", () => {
  const silence = (): void => {
    given.host.machine.engine.failureModes.set("", "silent");
    given.host.machine.startEngine();
  };

  test("refresh shows an engine that doesn't answer as drift", async () => {
    const { id, outputs } = await created();
    silence();
    const { inputs, outputs: seen } = await given.provider.read(id, outputs);
    expect(inputs.drift).toEqual({ engine: "the engine does not answer at /var/run/docker.sock" });
    expect(seen).toMatchObject({ engine: { version: "26.1.5+dfsg1" } });
  });

  test("destroy with leave doesn't require an answer of the engine", async () => {
    const { id, outputs } = await created({ onDelete: "leave" });
    silence();
    await given.provider.delete(id, outputs);
    expect(given.host.machine.disk.has(STATE)).toBe(false);
  });

  test("destroy of an engine that doesn't answer is refused, and works once it is stopped as the error says", async () => {
    const { id, outputs } = await created();
    silence();
    const failure = await failureOf(given.provider.delete(id, outputs));
    expect(failure.message).toContain("run `systemctl stop docker.service docker.socket` on the host");
    given.host.machine.stopEngine();
    await given.host.machine.docker.stopSocket();
    await given.provider.delete(id, outputs);
    expect(given.host.machine.daemonJson).toBe(ORIGINAL);
  });
});

describe("a daemon.json that isn't JSON", () => {
  const spoil = (): void => {
    given.host.machine.disk.write(DAEMON_JSON, '{"labels": [');
    given.host.machine.stopEngine();
    given.host.machine.docker.state = "failed";
  };
  const refused = async ({ id, outputs }: Created): Promise<CallFailure> => {
    const before = given.host.machine.snapshot();
    const failure = await failureOf(given.provider.delete(id, outputs));
    expect(failure.message).toMatch(/^ConflictError: .*\/etc\/docker\/daemon\.json: invalid JSON/);
    expect(failure.message).toContain(
      "fix /etc/docker/daemon.json on the host, or move it away, then run again",
    );
    expect(given.host.machine.snapshot()).toBe(before);
    return failure;
  };

  test("refresh shows a daemon.json that isn't JSON as drift", async () => {
    const { id, outputs } = await created();
    spoil();
    const { inputs } = await given.provider.read(id, outputs);
    expect(inputs.drift).toMatchObject({
      daemonJson: expect.stringContaining(
        "/etc/docker/daemon.json: invalid JSON at line 1, column 13",
      ) as string,
    });
    expect(inputs.options).toEqual({});
  });

  test("destroy with leave keeps a daemon.json that isn't JSON", async () => {
    const { id, outputs } = await created({ onDelete: "leave" });
    spoil();
    await given.provider.delete(id, outputs);
    expect(given.host.machine.daemonJson).toBe('{"labels": [');
    expect(given.host.machine.disk.has(STATE)).toBe(false);
  });

  test.each(["restore", "removeOwned"])(
    "destroy with %s is refused, and works once the file is fixed",
    async (onDelete) => {
      const resource = await created({ onDelete });
      const applied = given.host.machine.daemonJson;
      spoil();
      await refused(resource);
      given.host.machine.disk.write(DAEMON_JSON, applied);
      await given.provider.delete(resource.id, resource.outputs);
      expect(JSON.parse(given.host.machine.daemonJson)).toEqual(JSON.parse(ORIGINAL));
    },
  );

  test("destroy works once a daemon.json that isn't JSON is removed", async () => {
    const resource = await created();
    spoil();
    await refused(resource);
    given.host.machine.disk.remove(DAEMON_JSON);
    await given.provider.delete(resource.id, resource.outputs);
    expect(given.host.machine.disk.has(STATE)).toBe(false);
  });

  test("destroy works after an up with leave, as the error says", async () => {
    const resource = await created();
    spoil();
    expect((await refused(resource)).message).toContain('or set apply.onDelete to "leave"');
    const inputs = inputsFor(given.host, eu, { apply: { settle: 0, onDelete: "leave" } });
    const outputs = await given.provider.update(resource.id, resource.outputs, inputs);
    await given.provider.delete(resource.id, outputs);
    expect(given.host.machine.disk.has(STATE)).toBe(false);
  });

  test("leave isn't offered after a refresh, because up would have to change the host", async () => {
    const { id, outputs } = await created();
    spoil();
    const seen = await given.provider.read(id, outputs);
    expect((await refused({ id, outputs: seen.outputs })).message).not.toContain("leave");
  });
});

describe("an original configuration that isn't valid for the installed engine", () => {
  test.each<[string, string]>([
    ["restore", "removeOwned"],
    ["restore", "leave"],
    ["removeOwned", "restore"],
    ["removeOwned", "leave"],
  ])("destroy with %s is refused with nothing changed, and works with %s in its place", async (from, to) => {
    const { provider, host } = given;
    const { machine } = host;
    machine.startWith('{"debug": true}');
    const before = machine.daemonJson;
    const inputs = (onDelete: string): JsonObject =>
      inputsFor(host, { debug: false }, { apply: { settle: 0, onDelete } });
    const { id, outputs } = await provider.create(inputs(from));
    const applied = machine.daemonJson;
    machine.engine.failureModes.set(from === "restore" ? '"debug": true' : "!debug", "refuses");
    if (from === "restore") machine.engine.invalid.add('"debug": true');
    const changed = machine.snapshot();
    const failure = await failureOf(provider.delete(id, outputs));
    expect(failure.message).toContain("is not valid for the installed engine");
    expect(failure.message).toContain(`"${to}"`);
    expect(machine.snapshot()).toBe(changed);
    await provider.delete(id, await provider.update(id, outputs, inputs(to)));
    expect(machine.disk.has(STATE)).toBe(false);
    const expected = { restore: before, removeOwned: "{}\n", leave: applied }[to];
    expect(machine.daemonJson).toBe(expected);
  });
});

describe("a host that lost systemd", () => {
  test("refresh shows a host without systemd as drift", async () => {
    const { id, outputs } = await created();
    given.host.machine.disk.remove("run/systemd");
    const { inputs } = await given.provider.read(id, outputs);
    expect(inputs.drift).toEqual({ host: expect.stringContaining("systemd doesn't run there") as string });
  });

  test("destroy of a host without systemd is refused, and works once it was released manually as the error says", async () => {
    const { id, outputs } = await created();
    given.host.machine.disk.remove("run/systemd");
    const failure = await failureOf(given.provider.delete(id, outputs));
    expect(failure.message).toMatch(/^UnsupportedHostError: .*systemd doesn't run there/);
    expect(failure.message).toContain("run `rm -r /var/lib/pulumi-dockerd` there, then destroy again");
    given.host.machine.disk.remove(STATE);
    await given.provider.delete(id, outputs);
  });
});
