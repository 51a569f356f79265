import type { JsonObject } from "../../provider/core/json";
import { SimulatedHost } from "../support/machine/ssh-server";
import { connectionTo, inputsFor, OTHER_URN, URN } from "./support/inputs";
import { failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();
const eu = { labels: { region: "eu" } };
const manifest = "var/lib/pulumi-dockerd/manifest.json";
const notes = (): string[] => given.provider.engine.texts(URN, "note");

/** Runs a test with another host. */
async function withOther(work: (other: SimulatedHost) => Promise<void>): Promise<void> {
  const other = await SimulatedHost.start();
  try {
    await work(other);
  } finally {
    await other.stop();
  }
}

test("new credentials change only the state, without a connection", async () => {
  const { provider, host } = given;
  const { id, outputs } = await provider.create(inputsFor(host, eu));
  const { logins } = host;
  const connection = { ...(outputs.connection as JsonObject), user: "ops", agentSocketPath: "/run/agent" };
  const updated = await provider.update(id, outputs, inputsFor(host, eu, { connection }));
  expect(updated).toEqual({ ...outputs, connection });
  expect(host.logins).toBe(logins);
});

test("an input that is removed from the program is removed from the state", async () => {
  const { provider, host } = given;
  const declared = {
    apply: { settle: 0, onDelete: "leave" },
    timeouts: { verify: 30 },
    engineVersion: ">=20",
  };
  const { id, outputs } = await provider.create(inputsFor(host, eu, declared));
  const { apply, ...inputs } = inputsFor(host, eu);
  expect(apply).toEqual({ settle: 0 });
  const updated = await provider.update(id, outputs, inputs);
  for (const name of Object.keys(declared)) expect(updated).not.toHaveProperty(name);
  expect(await provider.diff(id, updated, inputs)).toEqual({ changes: "none", replaces: [] });
});

test("a managed host at a new port is observed, and only the state changes", async () => {
  const { provider, host } = given;
  const { id, outputs } = await provider.create(inputsFor(host, eu));
  const before = host.machine.snapshot();
  const executions = host.commands.length;
  const link = host.newLink();
  await link.open();
  try {
    const inputs = inputsFor(host, eu, { connection: connectionTo(host, { port: link.port }) });
    const updated = await provider.update(id, outputs, inputs);
    expect(updated).toMatchObject({ ...inputs, lastChange: { effect: "none" } });
    expect(host.machine.snapshot()).toBe(before);
    expect(host.commands).toHaveLength(executions + 1);
    expect(notes()).toEqual([]);
    expect(await provider.diff(id, updated, inputs)).toEqual({ changes: "none", replaces: [] });
  } finally {
    await link.close();
  }
});

test("a managed host at a new port that differs is changed in one transaction", async () => {
  const { provider, host } = given;
  const { id, outputs } = await provider.create(inputsFor(host, { ...eu, debug: true }));
  const link = host.newLink();
  await link.open();
  try {
    const connection = connectionTo(host, { port: link.port });
    await provider.update(id, outputs, inputsFor(host, { labels: { region: "us" } }, { connection }));
    expect(JSON.parse(host.machine.daemonJson)).toEqual({ labels: ["region=us"] });
  } finally {
    await link.close();
  }
});

test("a machine that was rebuilt, with a new host key, is adopted with its own configuration", async () => {
  const { provider, host } = given;
  const { id, outputs } = await provider.create(inputsFor(host, { ...eu, debug: true }));
  await withOther(async (rebuilt) => {
    rebuilt.machine.startWith('{"labels":["by=hand"]}');
    const inputs = inputsFor(rebuilt, { ...eu, debug: true });
    expect(await provider.diff(id, outputs, inputs)).toEqual({ changes: "some", replaces: [] });
    const updated = await provider.update(id, outputs, inputs);
    expect(notes()).toEqual([
      "connection.port, hostKey: the host will be observed, and adopted if it is not managed yet",
      "the host has no manifest of this resource: adopted as a new host",
    ]);
    expect(JSON.parse(rebuilt.machine.daemonJson)).toEqual({ labels: ["by=hand", "region=eu"], debug: true });
    expect(JSON.parse(rebuilt.machine.disk.read(manifest))).toMatchObject({ id, urn: URN });
    expect(updated).toMatchObject({ ...inputs, hostKeyFingerprint: rebuilt.hostKey });
    expect((await provider.read(id, updated)).inputs).toEqual(inputs);
    await provider.delete(id, updated);
    expect(rebuilt.machine.daemonJson).toBe('{"labels":["by=hand"]}');
  });
});

test("a host of another resource isn't adopted if its address changes", async () => {
  const { provider, host } = given;
  const { id, outputs } = await provider.create(inputsFor(host, eu));
  await withOther(async (other) => {
    await provider.create(inputsFor(other, { debug: true }, { __urn: OTHER_URN }));
    const before = other.machine.snapshot();
    const failure = await failureOf(provider.update(id, outputs, inputsFor(other, eu)));
    expect(failure.message).toMatch(/^ConflictError: 127\.0\.0\.1: /);
    expect(failure.message).toContain(OTHER_URN);
    expect(other.machine.snapshot()).toBe(before);
    expect(notes()).toEqual([]);
  });
});
