import type { JsonObject } from "../../provider/core/json";
import { DAEMON_JSON, STATE } from "../support/machine/machine";
import { inputsFor, OTHER_URN, URN } from "./support/inputs";
import { failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();

const eu = { labels: { region: "eu" } };
const MANIFEST = `${STATE}/manifest.json`;

const notes = (urn = URN): string => given.provider.engine.texts(urn, "note").join("\n");
const inputs = (options: JsonObject, apply: JsonObject = {}, over: JsonObject = {}): JsonObject =>
  inputsFor(given.host, options, { apply: { settle: 0, ...apply }, ...over });
const owner = (): JsonObject => JSON.parse(given.host.machine.disk.read(MANIFEST)) as JsonObject;
const daemonJson = (): unknown => JSON.parse(given.host.machine.daemonJson);

describe("a host without a manifest and a first backup", () => {
  test("unmanaged keys that a create with an unknown result declared are kept by up and destroy", async () => {
    const { provider, host } = given;
    const before = '{"debug": true, "labels": ["rack=7"]}';
    host.machine.startWith(before);
    // The state of a create whose connection was lost and that the host rolled back.
    const state = {
      ...inputs({ debug: true, labels: { rack: "7", region: "eu" } }),
      drift: { host: "UNKNOWN after a run that failed" },
    };
    const outputs = await provider.update("dockerd-1", state, inputs({ labels: { a: "b" } }));
    expect(daemonJson()).toEqual({ debug: true, labels: ["rack=7", "a=b"] });
    await provider.delete("dockerd-1", outputs);
    expect(host.machine.daemonJson).toBe(before);
  });
});

describe("a host that another resource manages", () => {
  const OLD = URN.replace(/engine$/, "old");
  const created = async (urn: string): Promise<{ id: string; outputs: JsonObject }> =>
    given.provider.create(inputs({ ...eu, debug: true }, {}, { __urn: urn }));

  test("a managed host is adopted with apply.takeOver, and restored by the new owner", async () => {
    const { provider, host } = given;
    host.machine.startWith('{"labels": ["by=hand"]}');
    const untouched = host.machine.snapshot();
    const { id: oldId } = await created(OTHER_URN);
    expect((await failureOf(provider.create(inputs(eu)))).message).toContain("set apply.takeOver to true");
    const { id, outputs } = await provider.create(inputs(eu, { takeOver: true }));
    expect(owner()).toMatchObject({ id, urn: URN });
    expect(daemonJson()).toEqual({ labels: ["by=hand", "region=eu"] });
    expect(notes()).toContain(`adopted a host that another resource managed (apply.takeOver): ${OTHER_URN}`);
    await provider.delete(oldId, inputs({}, {}, { __urn: OTHER_URN }));
    expect(notes(OTHER_URN)).toContain(`the host was left unchanged: it is managed by ${URN} now`);
    await provider.delete(id, outputs);
    expect(host.machine.snapshot()).toBe(untouched);
  });

  test("a managed host is free once its state folder was removed, as the error says", async () => {
    await created(OTHER_URN);
    const failure = await failureOf(given.provider.create(inputs(eu)));
    expect(failure.message).toContain("run `rm -r /var/lib/pulumi-dockerd` on the host");
    expect(failure.message).not.toContain("aliases");
    given.host.machine.disk.remove(STATE);
    const { id } = await given.provider.create(inputs(eu));
    expect(owner()).toMatchObject({ id, urn: URN });
  });

  test("a managed host stays with a renamed resource that has the alias that the error names", async () => {
    const { provider } = given;
    const { id, outputs } = await created(OLD);
    const failure = await failureOf(provider.create(inputs(eu)));
    expect(failure.message).toContain('add the resource option aliases: [{ name: "old" }]');
    // An alias keeps the state, and with it the id.
    await provider.update(id, outputs, inputs(eu));
    expect(owner()).toMatchObject({ id, urn: URN });
  });

  test("a managed host is refused to the same URN of another backend, unless apply.takeOver is set", async () => {
    const { provider } = given;
    const first = await created(URN);
    const second = await provider.create(inputs(eu));
    expect(notes()).toContain(`adopted a host that another instance of this resource managed (${first.id})`);
    const more = { labels: { region: "us" } };
    const failure = await failureOf(provider.update(first.id, first.outputs, inputs(more)));
    expect(failure.message).toMatch(/^ConflictError: .*another instance of this resource/);
    expect((await provider.read(first.id, first.outputs)).inputs.drift).toEqual({
      owner: `another instance of this resource: ${second.id}`,
    });
    const outputs = await provider.update(first.id, first.outputs, inputs(more, { takeOver: true }));
    expect(owner()).toMatchObject({ id: first.id });
    await provider.delete(second.id, second.outputs);
    expect(owner()).toMatchObject({ id: first.id });
    await provider.delete(first.id, outputs);
  });
});

describe("a manifest that can't be read", () => {
  const spoiled = async (): Promise<{ id: string; outputs: JsonObject }> => {
    given.host.machine.startWith('{"debug": true}');
    const resource = await given.provider.create(inputs(eu));
    given.host.machine.disk.write(MANIFEST, "");
    return resource;
  };

  test("refresh shows an unreadable manifest as drift", async () => {
    const { id, outputs } = await spoiled();
    const { drift } = (await given.provider.read(id, outputs)).inputs;
    expect(drift).toEqual({
      owner: expect.stringContaining(`/${MANIFEST.slice(1)}, can't be read`) as string,
    });
  });

  test("up refuses an unreadable manifest, and works once it was removed as the error says", async () => {
    const { provider, host } = given;
    const { id, outputs } = await spoiled();
    const us = inputs({ labels: { region: "us" } });
    const failure = await failureOf(provider.update(id, outputs, us));
    expect(failure.message).toContain("run `rm /var/lib/pulumi-dockerd/manifest.json` on the host");
    host.machine.disk.remove(MANIFEST);
    const updated = await provider.update(id, outputs, us);
    expect(owner()).toMatchObject({ id });
    await provider.delete(id, updated);
    expect(host.machine.daemonJson).toBe('{"debug": true}');
  });

  test("destroy restores the original configuration from the state if the manifest can't be read", async () => {
    const { id, outputs } = await spoiled();
    await given.provider.delete(id, outputs);
    expect(given.host.machine.daemonJson).toBe('{"debug": true}');
    expect(given.host.machine.disk.has(STATE)).toBe(false);
    expect(notes()).toContain("what is managed is taken from the stack's state");
  });
});

describe("a host that lost its state folder", () => {
  const MACHINE = "0123456789abcdef0123456789abcdef";
  const lost = async (onDelete: string): Promise<{ id: string; outputs: JsonObject }> => {
    given.host.machine.disk.write("etc/machine-id", `${MACHINE}\n`);
    given.host.machine.startWith('{"labels": ["by=hand"]}');
    const resource = await given.provider.create(inputs({ ...eu, debug: true }, { onDelete }));
    given.host.machine.disk.remove(STATE);
    return resource;
  };
  const APPLIED = { labels: ["by=hand", "region=eu"], debug: true };

  test.each(["restore", "leave"])(
    "destroy reports what stays in daemon.json, and why (%s)",
    async (onDelete) => {
      const { id, outputs } = await lost(onDelete);
      await given.provider.delete(id, outputs);
      expect(daemonJson()).toEqual(APPLIED);
      expect(notes()).toContain("its manifest (/var/lib/pulumi-dockerd) is gone");
      expect(notes()).toContain("debug, labels.region in /etc/docker/daemon.json");
    },
  );

  test("destroy with removeOwned removes what the state declares", async () => {
    const { id, outputs } = await lost("removeOwned");
    await given.provider.delete(id, outputs);
    expect(daemonJson()).toEqual({ labels: ["by=hand"] });
  });

  test("destroy with removeOwned removes nothing from another machine, not even after a refresh", async () => {
    const { id, outputs } = await lost("removeOwned");
    given.host.machine.disk.write("etc/machine-id", "f".repeat(32));
    const seen = await given.provider.read(id, outputs);
    expect(seen.outputs).toMatchObject({ machineId: MACHINE });
    await given.provider.delete(id, seen.outputs);
    expect(daemonJson()).toEqual(APPLIED);
  });

  test("destroy reports that a lost original configuration can't be restored", async () => {
    given.host.machine.startWith('{"labels": ["by=hand"]}');
    const { id, outputs } = await given.provider.create(inputs(eu));
    given.host.machine.disk.remove(`${STATE}/first`);
    await given.provider.delete(id, outputs);
    expect(daemonJson()).toEqual({ labels: ["by=hand"] });
    expect(notes()).toContain("the original daemon.json is not on the host any more");
    expect(notes()).not.toContain("set by others");
  });

  test("destroy works once a first backup that isn't JSON was moved away as the error says", async () => {
    given.host.machine.startWith('{"labels": ["by=hand"]}');
    const { id, outputs } = await given.provider.create(inputs(eu));
    given.host.machine.disk.write(`${STATE}/first/daemon.json`, "{");
    const failure = await failureOf(given.provider.delete(id, outputs));
    expect(failure.message).toContain(
      "fix /var/lib/pulumi-dockerd/first/daemon.json on the host, or move it away",
    );
    given.host.machine.disk.remove(`${STATE}/first/daemon.json`);
    await given.provider.delete(id, outputs);
    expect(daemonJson()).toEqual({ labels: ["by=hand"] });
    expect(given.host.machine.disk.has(DAEMON_JSON)).toBe(true);
  });
});
