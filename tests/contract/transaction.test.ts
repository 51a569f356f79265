import type { JsonObject } from "../../provider/core/json";
import { DAEMON_PROVIDER } from "../../sdk/nodejs/provider-text";
import { FakeHost } from "../support/machine/ssh-server";
import { inputsFor, URN } from "./support/inputs";
import { type CallFailure, failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();
const eu = { labels: { region: "eu" } };
const us = { labels: { region: "us" } };

/** A host that runs with labels of the region eu, which are ours. */
async function created(): Promise<{ id: string; outputs: JsonObject }> {
  return given.provider.create(inputsFor(given.host, eu));
}

function expectRestored({ message, partial }: CallFailure): void {
  expect(message).toContain("\n  host: rolled back: daemon.json and the running engine are as they were\n");
  expect(partial).toBeUndefined();
}

const CHANGED = /\n {2}host: CHANGED/;
const UNKNOWN = /\n {2}host: UNKNOWN/;

/** A host that isn't as before: the state has to remember it, or the next run would know nothing of it. */
function expectPartial({ message, partial }: CallFailure, state: RegExp): void {
  expect(message).toMatch(/^[A-Z]\w+Error: 127\.0\.0\.1: \S/);
  expect(message).toMatch(state);
  expect(partial).toMatchObject({
    id: expect.stringMatching(/^dockerd-/) as string,
    reasons: [expect.stringMatching(state)],
    properties: { __provider: DAEMON_PROVIDER, __urn: URN },
  });
}

describe("what fails ends with the host as before, and says so", () => {
  test("the engine refuses a reload", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    const before = host.machine.snapshot();
    host.machine.engine.fates.set("region=us", "refuses");
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, us)));
    expect(failure.message).toMatch(
      /^ActivationError: 127\.0\.0\.1: dockerd refused the new daemon\.json at its reload/,
    );
    expect(failure.message).toContain("Error reconfiguring the daemon: it was told so");
    expectRestored(failure);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("the engine doesn't start", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    const before = host.machine.snapshot();
    host.machine.engine.fates.set("log-opts", "refuses");
    const options = { ...eu, logOpts: { "max-size": "10m" } };
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, options)));
    expect(failure.message).toContain("failed to start daemon: it was told so");
    expectRestored(failure);
    expect(host.machine.snapshot()).toBe(before);
    expect(host.machine.actions.slice(-2)).toEqual(["restart docker.service", "restart docker.service"]);
  });

  test("the engine doesn't show what was declared", async () => {
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

  test("at a create, too: no trace of us is left", async () => {
    const { provider, host } = given;
    const before = host.machine.snapshot();
    host.machine.engine.fates.set("region=eu", "refuses");
    expectRestored(await failureOf(provider.create(inputsFor(host, eu))));
    expect(host.machine.snapshot()).toBe(before);
  });
});

describe("a host that couldn't be put back is remembered in the state", () => {
  /** The engine is repaired, and the host tries again as the error says. */
  async function repair({ machine }: FakeHost): Promise<void> {
    machine.engine.fates.clear();
    machine.systemd.transient.start("pulumi-dockerd.service");
    await given.host.settled();
  }

  /** An engine that starts with no file at all, from now on. */
  const breakEngine = (): void => void given.host.machine.engine.fates.set("", "refuses");
  const options = { ...eu, logOpts: { "max-size": "10m" } };

  test("after an update: the last outputs, with what this run is", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    breakEngine();
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, options)));
    expect(failure.message).toMatch(/^ActivationError: 127\.0\.0\.1: /);
    expect(failure.message).toContain("could not be restored");
    expectPartial(failure, CHANGED);
    expect(failure.partial?.id).toBe(id);
  });

  test("after a create: each instance has an id of its own", async () => {
    const { provider, host } = given;
    breakEngine();
    const failure = await failureOf(provider.create(inputsFor(host, options)));
    expectPartial(failure, CHANGED);
    const second = await FakeHost.start();
    try {
      second.machine.engine.fates.set("", "refuses");
      const other = await failureOf(provider.create(inputsFor(second, options)));
      expect(other.partial?.id).not.toBe(failure.partial?.id);
    } finally {
      await second.stop();
    }
  });

  // Pulumi asks for an update of a resource that wasn't finished, also where its diff shows no change.
  test.each(["create", "update"])("the next run goes on from there: %s", async (call) => {
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

  test("a destroy that couldn't be done can be tried again", async () => {
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

  test("the next run goes on from there when the program went back to what it was", async () => {
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

describe("a connection that is lost in the middle", () => {
  /** An update from one region to the other whose connection is lost as `lose` says. */
  async function updateFails(lose: (host: FakeHost) => void): Promise<CallFailure> {
    const { provider, host } = given;
    const { id, outputs } = await created();
    const before = host.machine.snapshot();
    lose(host);
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, us)));
    host.cut = {};
    await host.settled();
    // However it was lost: the host is as before, and isn't held.
    expect(host.machine.snapshot()).toBe(before);
    expect(host.machine.systemd.transient.names).toEqual([]);
    return failure;
  }

  test.each<[string, (host: FakeHost) => void]>([
    ["before the script arrived", (host) => void (host.cut = { before: "switch_over()" })],
    [
      "after the script arrived, before it has said anything",
      (host) => void (host.cut = { arrived: "\nend\n" }),
    ],
    ["while the host changes", (host) => void (host.cut = { after: "step switch_over\n" })],
    [
      "while the engine is asked whether it took the change",
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
      "whenever the host is told to undo it: it does so by itself",
      (host) => {
        host.machine.lie = (info) => ({ ...info, Labels: ["region=eu"] });
        host.cut = { before: "Has the host roll an" };
      },
    ],
  ])("%s: it is undone", async (_name, lose) => {
    const failure = await updateFails(lose);
    expect(failure.message).toMatch(/^RolledBackError: 127\.0\.0\.1: the connection to the host was lost/);
    expectRestored(failure);
  });

  test("after it was confirmed: it stands, and that is no failure", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    host.cut = { after: "step finish\n" };
    const updated = await provider.update(id, outputs, inputsFor(host, us));
    expect(updated).toMatchObject({ engine: { labels: ["region=us"] } });
    host.cut = {};
    await host.settled();
    expect(JSON.parse(host.machine.daemonJson)).toEqual({ labels: ["region=us"] });
  });

  test("while the engine is asked whether it has the file of before again: what it said isn't lost", async () => {
    const failure = await updateFails((host) => {
      host.machine.engine.fates.set("region=us", "refuses");
      host.machine.onAsked = () => {
        if (host.machine.actions.length > 1) host.drop();
      };
    });
    expectPartial(failure, UNKNOWN);
    expect(failure.message).toContain("Error reconfiguring the daemon: it was told so");
  });

  test("at a create: the next run goes on from there, and a destroy puts back what was there before", async () => {
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
