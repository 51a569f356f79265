import type { JsonObject } from "../../provider/core/json";
import { DAEMON_PROVIDER } from "../../sdk/nodejs/provider-text";
import { SimulatedHost } from "../support/machine/ssh-server";
import { inputsFor, URN } from "./support/inputs";
import { type CallFailure, failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();
const eu = { labels: { region: "eu" } };
const us = { labels: { region: "us" } };

/** Creates a resource whose host runs with labels of the region eu. */
async function created(): Promise<{ id: string; outputs: JsonObject }> {
  return given.provider.create(inputsFor(given.host, eu));
}

function expectRestored({ message, partial }: CallFailure): void {
  expect(message).toContain("\n  host: rolled back: daemon.json and the running engine are as they were\n");
  expect(partial).toBeUndefined();
}

const CHANGED = /\n {2}host: CHANGED/;
const UNKNOWN = /\n {2}host: UNKNOWN/;

/** Expects an error with details: the state has to record a changed host for the next run. */
function expectPartial({ message, partial }: CallFailure, state: RegExp): void {
  expect(message).toMatch(/^[A-Z]\w+Error: 127\.0\.0\.1: \S/);
  expect(message).toMatch(state);
  expect(partial).toMatchObject({
    id: expect.stringMatching(/^dockerd-/) as string,
    reasons: [expect.stringMatching(state)],
    properties: { __provider: DAEMON_PROVIDER, __urn: URN },
  });
}

describe("a change that fails is rolled back, and the error says so", () => {
  test("a reload that the engine refuses is rolled back", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    const before = host.machine.snapshot();
    host.machine.engine.failureModes.set("region=us", "refuses");
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, us)));
    expect(failure.message).toMatch(/^ActivationError: 127\.0\.0\.1: the engine didn't take/);
    expect(failure.message).toContain("Error reconfiguring the daemon: a simulated failure");
    expectRestored(failure);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("an engine that doesn't start is rolled back", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    const before = host.machine.snapshot();
    host.machine.engine.failureModes.set("log-opts", "refuses");
    const options = { ...eu, logOpts: { "max-size": "10m" } };
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, options)));
    expect(failure.message).toContain("failed to start daemon: a simulated failure");
    expectRestored(failure);
    expect(host.machine.snapshot()).toBe(before);
    expect(host.machine.actions.slice(-2)).toEqual(["restart docker.service", "restart docker.service"]);
  });

  test("an engine that doesn't report the declared values is rolled back", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    const before = host.machine.snapshot();
    host.machine.lie = (info) => ({ ...info, Labels: ["region=eu"] });
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, us)));
    expect(failure.message).toMatch(/^VerificationError: 127\.0\.0\.1: /);
    expect(failure.message).toMatch(/labels: expected \["region=us"\], .*Labels reports \["region=eu"\]/);
    expectRestored(failure);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("a failed create leaves no trace", async () => {
    const { provider, host } = given;
    const before = host.machine.snapshot();
    host.machine.engine.failureModes.set("region=eu", "refuses");
    expectRestored(await failureOf(provider.create(inputsFor(host, eu))));
    expect(host.machine.snapshot()).toBe(before);
  });
});

describe("the state records a host that could not be rolled back", () => {
  /** Fixes the engine and retries the rollback as the error says. */
  async function repair({ machine }: SimulatedHost): Promise<void> {
    machine.engine.failureModes.clear();
    machine.systemd.transient.start("pulumi-dockerd.service");
    await given.host.settled();
  }

  /** Makes the engine fail to start with any file, from now on. */
  const breakEngine = (): void => void given.host.machine.engine.failureModes.set("", "refuses");
  const options = { ...eu, logOpts: { "max-size": "10m" } };

  test("a failed update keeps the last outputs and the inputs of the failed run", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    breakEngine();
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, options)));
    expect(failure.message).toMatch(/^ActivationError: 127\.0\.0\.1: /);
    expect(failure.message).toContain("couldn't be put back");
    expectPartial(failure, CHANGED);
    expect(failure.partial?.id).toBe(id);
  });

  test("failed creates have different ids", async () => {
    const { provider, host } = given;
    breakEngine();
    const failure = await failureOf(provider.create(inputsFor(host, options)));
    expectPartial(failure, CHANGED);
    const second = await SimulatedHost.start();
    try {
      second.machine.engine.failureModes.set("", "refuses");
      const other = await failureOf(provider.create(inputsFor(second, options)));
      expect(other.partial?.id).not.toBe(failure.partial?.id);
    } finally {
      await second.stop();
    }
  });

  // Pulumi updates a resource that failed to initialize even if its diff shows no change.
  test.each(["create", "update"])("the next run continues after a failed %s", async (call) => {
    const { provider, host } = given;
    const state = call === "update" ? await created() : undefined;
    breakEngine();
    const inputs = inputsFor(host, options);
    const { partial } = await failureOf(
      state === undefined ? provider.create(inputs) : provider.update(state.id, state.outputs, inputs),
    );
    await repair(host);
    const outputs = await provider.update(partial!.id, partial!.properties, inputs);
    expect(outputs).toMatchObject({ engine: { version: "26.1.5+dfsg1", labels: ["region=eu"] } });
    expect(JSON.parse(host.machine.daemonJson)).toMatchObject({ "log-opts": { "max-size": "10m" } });
    expect(await provider.diff(partial!.id, outputs, inputs)).toMatchObject({ changes: "none" });
    expect((await provider.read(partial!.id, outputs)).inputs).toEqual(inputs);
  });

  test("a destroy that failed can be retried", async () => {
    const { provider, host } = given;
    host.machine.startWith('{"debug": true}', 0o600);
    const before = host.machine.snapshot();
    const { id, outputs } = await provider.create(inputsFor(host, options));
    breakEngine();
    const failure = await failureOf(provider.delete(id, outputs));
    expect(failure.message).toMatch(/^ActivationError: 127\.0\.0\.1: /);
    expect(failure.message).toMatch(CHANGED);
    await repair(host);
    await provider.delete(id, outputs);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("the next run continues even if the program was reverted", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    breakEngine();
    const { partial } = await failureOf(provider.update(id, outputs, inputsFor(host, options)));
    await repair(host);
    const repaired = await provider.update(id, partial!.properties, inputsFor(host, eu));
    expect(repaired).toMatchObject({ engine: { labels: ["region=eu"] } });
    expect((await provider.read(id, repaired)).inputs).toEqual(inputsFor(host, eu));
  });
});

describe("a connection that is lost during a change", () => {
  /** Updates from one region to another; `disconnect` drops the connection. */
  async function updateFails(disconnect: (host: SimulatedHost) => void): Promise<CallFailure> {
    const { provider, host } = given;
    const { id, outputs } = await created();
    const before = host.machine.snapshot();
    disconnect(host);
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, us)));
    host.cut = {};
    await host.settled();
    // In every case the host is unchanged and not locked.
    expect(host.machine.snapshot()).toBe(before);
    expect(host.machine.systemd.transient.names).toEqual([]);
    return failure;
  }

  test.each<[string, (host: SimulatedHost) => void]>([
    ["before the script arrived", (host) => void (host.cut = { before: "switch_over()" })],
    [
      "after the script arrived, before it printed anything",
      (host) => void (host.cut = { arrived: "\nback none\nend\n" }),
    ],
    ["while the host changes", (host) => void (host.cut = { after: "step switch_over\n" })],
    [
      "while the engine's API is queried to verify the change",
      (host) => {
        host.machine.onAsked = () => {
          if (host.machine.actions.length <= 1) return;
          host.machine.onAsked = () => undefined;
          host.drop();
        };
      },
    ],
    ["before the change is confirmed", (host) => void (host.cut = { before: "first_set()" })],
    [
      "whenever the client sends the rollback",
      (host) => {
        host.machine.lie = (info) => ({ ...info, Labels: ["region=eu"] });
        host.cut = { before: "Has the host undo what" };
      },
    ],
  ])("a connection lost %s rolls the change back", async (_name, disconnect) => {
    const failure = await updateFails(disconnect);
    expect(failure.message).toMatch(/^RolledBackError: 127\.0\.0\.1: the connection to the host was lost/);
    expectRestored(failure);
  });

  test("a change stays and succeeds if the connection is lost after its confirmation", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    host.cut = { after: "step settle\n" };
    const updated = await provider.update(id, outputs, inputsFor(host, us));
    expect(updated).toMatchObject({ engine: { labels: ["region=us"] } });
    host.cut = {};
    await host.settled();
    expect(JSON.parse(host.machine.daemonJson)).toEqual({ labels: ["region=us"] });
  });

  test("the engine's error isn't lost with the connection during the verification of a rollback", async () => {
    const failure = await updateFails((host) => {
      host.machine.engine.failureModes.set("region=us", "refuses");
      host.machine.onAsked = () => {
        if (host.machine.actions.length > 1) host.drop();
      };
    });
    expectPartial(failure, UNKNOWN);
    expect(failure.message).toContain("Error reconfiguring the daemon: a simulated failure");
  });

  test("a create that lost its connection is continued by the next run, and a destroy restores the original", async () => {
    const { provider, host } = given;
    host.machine.startWith('{"debug": true}');
    const before = host.machine.snapshot();
    host.cut = { after: "step activate\n" };
    expectRestored(await failureOf(provider.create(inputsFor(host, us))));
    host.cut = {};
    await host.settled();
    expect(host.machine.snapshot()).toBe(before);
    const { id, outputs } = await provider.create(inputsFor(host, us));
    expect(outputs).toMatchObject({ engine: { labels: ["region=us"] } });
    await provider.delete(id, outputs);
    expect(host.machine.snapshot()).toBe(before);
  });
});
