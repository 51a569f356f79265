import type { JsonObject } from "../../provider/core/json";
import { DAEMON_PROVIDER } from "../../sdk/nodejs/provider-text";
import { FakeHost } from "./support/host";
import { inputsFor, URN } from "./support/inputs";
import { type CallFailure, failureOf, type Partial } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();
const eu = { labels: { region: "eu" } };
const us = { labels: { region: "us" } };

/** A host that runs with labels of the region eu, which are ours. */
async function created(): Promise<{ id: string; outputs: JsonObject }> {
  return given.provider.create(inputsFor(given.host, eu));
}

function expectRestored({ message, partial }: CallFailure): void {
  expect(message).toContain("\n  host: as before: its daemon.json and its running engine were put back\n");
  expect(partial).toBeUndefined();
}

const CHANGED = /\n {2}host: CHANGED/;
const UNKNOWN = /\n {2}host: UNKNOWN/;
const CHANGED_OR_UNKNOWN = /\n {2}host: (CHANGED|UNKNOWN)/;

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
    host.machine.setEngine("refuses", "region=us");
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, us)));
    expect(failure.message).toMatch(/^ActivationError: 127\.0\.0\.1: the engine didn't take/);
    expect(failure.message).toContain("Error reconfiguring the daemon: it was told so");
    expectRestored(failure);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("the engine doesn't start", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    const before = host.machine.snapshot();
    host.machine.setEngine("refuses", "log-opts");
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
    expect(failure.message).toMatch(/labels: \["region=us"\] was declared, .*Labels shows \["region=eu"\]/);
    expectRestored(failure);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("at a create, too: no trace of us is left", async () => {
    const { provider, host } = given;
    const before = host.machine.snapshot();
    host.machine.setEngine("refuses", "region=eu");
    expectRestored(await failureOf(provider.create(inputsFor(host, eu))));
    expect(host.machine.snapshot()).toBe(before);
  });
});

describe("a host that couldn't be put back is remembered in the state", () => {
  /** An engine that starts with no file at all, from now on. */
  const breakEngine = (): void => given.host.machine.setEngine("broken", "");
  const options = { ...eu, logOpts: { "max-size": "10m" } };

  test("after an update: the last outputs, with what this run is", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    breakEngine();
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, options)));
    expect(failure.message).toMatch(/^ActivationError: 127\.0\.0\.1: /);
    expect(failure.message).toContain("couldn't be put back");
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
      second.machine.setEngine("broken", "");
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
    host.machine.setEngine("broken", undefined);
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
    host.machine.setEngine("broken", undefined);
    await provider.delete(id, outputs);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("the next run goes on from there when the program went back to what it was", async () => {
    const { provider, host } = given;
    const { id, outputs } = await created();
    breakEngine();
    const { partial } = await failureOf(provider.update(id, outputs, inputsFor(host, options)));
    host.machine.setEngine("broken", undefined);
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
    lose(host);
    const failure = await failureOf(provider.update(id, outputs, inputsFor(host, us)));
    host.cut = {};
    await host.settled();
    return failure;
  }

  const labels = (): unknown => JSON.parse(given.host.machine.daemonJson);

  test("before the script arrived: nothing was changed", async () => {
    const failure = await updateFails((host) => (host.cut = { before: "switch_over()" }));
    expect(failure.message).toMatch(/^ConnectionError: 127\.0\.0\.1: /);
    expect(failure.message).toContain("host: nothing was changed on it");
    expect(failure.partial).toBeUndefined();
    expect(labels()).toEqual({ labels: ["region=eu"] });
  });

  test("while the host changes: it goes on by itself, and is UNKNOWN", async () => {
    const failure = await updateFails((host) => (host.cut = { after: "step switch_over\n" }));
    expect(labels()).toEqual({ labels: ["region=us"] });
    expectPartial(failure, UNKNOWN);
  });

  test("while the engine is asked whether it took the change", async () => {
    const failure = await updateFails((host) => {
      host.machine.onAsked = () => {
        if (host.machine.actions.length > 1) host.drop();
      };
    });
    expect(labels()).toEqual({ labels: ["region=us"] });
    expectPartial(failure, CHANGED_OR_UNKNOWN);
  });

  test("before the change is confirmed", async () => {
    const failure = await updateFails((host) => (host.cut = { before: "first_set()" }));
    expect(labels()).toEqual({ labels: ["region=us"] });
    expectPartial(failure, CHANGED_OR_UNKNOWN);
  });

  test("before the file of before is put back", async () => {
    const failure = await updateFails((host) => {
      host.machine.lie = (info) => ({ ...info, Labels: ["region=eu"] });
      host.cut = { before: "Puts back what stood before" };
    });
    expect(labels()).toEqual({ labels: ["region=us"] });
    expectPartial(failure, CHANGED_OR_UNKNOWN);
  });

  test("while the engine is asked whether it has the file of before again: what it said isn't lost", async () => {
    const failure = await updateFails((host) => {
      host.machine.setEngine("refuses", "region=us");
      host.machine.onAsked = () => {
        if (host.machine.actions.length > 1) host.drop();
      };
    });
    expect(labels()).toEqual({ labels: ["region=eu"] });
    expectPartial(failure, UNKNOWN);
    expect(failure.message).toContain("Error reconfiguring the daemon: it was told so");
  });

  /** A create whose connection is lost while the engine takes the new file. */
  async function createFails(): Promise<Partial> {
    const { provider, host } = given;
    host.cut = { after: "step activate\n" };
    const failure = await failureOf(provider.create(inputsFor(host, us)));
    host.cut = {};
    await host.settled();
    expectPartial(failure, UNKNOWN);
    return failure.partial!;
  }

  test("at a create: the next run goes on from there", async () => {
    const { provider, host } = given;
    host.machine.startWith('{"debug": true}');
    const before = host.machine.snapshot();
    const { id, properties } = await createFails();
    const inputs = inputsFor(host, us);
    const outputs = await provider.update(id, properties, inputs);
    expect(outputs).toMatchObject({ engine: { labels: ["region=us"] } });
    expect((await provider.read(id, outputs)).inputs).toEqual(inputs);
    await provider.delete(id, outputs);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("at a create: a destroy puts back what was there before", async () => {
    const { provider, host } = given;
    host.machine.startWith('{"debug": true}');
    const before = host.machine.snapshot();
    const { id, properties } = await createFails();
    await provider.delete(id, properties);
    expect(host.machine.snapshot()).toBe(before);
  });
});
