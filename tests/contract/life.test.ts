import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, jsonAt, type JsonObject } from "../../provider/core/json";
import { closedPort } from "../support/machine/ssh-server";
import { connectionTo, INPUT_KEYS, inputsFor, URN } from "./support/inputs";
import { failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();

/** A file by hand, in no form of ours. */
const BY_HAND = '{"labels":["by=hand"],\t"max-concurrent-downloads": 4}';

const eu = { labels: { region: "eu" } };
const manifest = "var/lib/pulumi-dockerd/manifest.json";

test("from the first look to the last, beside what others set", async () => {
  const { provider, host } = given;
  const { machine } = host;
  machine.startWith(BY_HAND, 0o640);
  const before = machine.snapshot();

  const inputs = inputsFor(host, eu);
  const { id, outputs } = await provider.create(inputs);
  expect(id).toMatch(/^dockerd-[0-9a-f-]{36}$/);
  expect(outputs).toMatchObject(inputs);
  expect(outputs).toMatchObject({
    engine: { version: "26.1.5+dfsg1", labels: ["by=hand", "region=eu"] },
    endpoints: ["fd://"],
    hostKeyFingerprint: host.hostKey,
    lastChange: { effect: "reload", seconds: expect.any(Number) as number },
    artifacts: [
      {
        path: "/etc/docker/daemon.json",
        sha256: createHash("sha256").update(machine.daemonJson).digest("hex"),
        mode: "640",
      },
    ],
  });
  expect(JSON.parse(machine.daemonJson)).toEqual({
    labels: ["by=hand", "region=eu"],
    "max-concurrent-downloads": 4,
  });
  expect(JSON.parse(machine.disk.read(manifest))).toMatchObject({ id, urn: URN });
  expect(machine.actions).toEqual(["reload docker.service"]);

  const changed = inputsFor(host, { labels: { zone: "a" }, registryMirrors: ["https://mirror.example.com"] });
  const updated = await provider.update(id, outputs, changed);
  expect(updated).toMatchObject(changed);
  expect(JSON.parse(machine.daemonJson)).toEqual({
    labels: ["by=hand", "zone=a"],
    "max-concurrent-downloads": 4,
    "registry-mirrors": ["https://mirror.example.com"],
  });
  expect(updated).toMatchObject({
    engine: { labels: ["by=hand", "zone=a"], registryMirrors: ["https://mirror.example.com/"] },
  });

  const seen = await provider.read(id, updated);
  expect(seen.id).toBe(id);
  expect(seen.inputs).toEqual(changed);
  const { lastChange, ...rest } = updated;
  expect(lastChange).toMatchObject({ effect: "reload" });
  expect(seen.outputs).toMatchObject(rest);

  await provider.delete(id, updated);
  expect(machine.snapshot()).toBe(before);
});

test("values that aren't changed keep their bytes in daemon.json, and destroy restores the original", async () => {
  const { provider, host } = given;
  const kept = [
    '  "default-ulimits": {\n    "core": {\n      "Name": "core",\n      "Hard": 9223372036854775807,',
    '\n      "Soft": 9223372036854775807\n    }\n  },\n  "exec-root": "\\/run\\/docker",\n  "labels": [\n    "by=\xff"',
  ].join("");
  host.machine.startWith(Buffer.from(`{\n${kept}\n  ]\n}`, "latin1"));
  const before = host.machine.snapshot();
  const { id, outputs } = await provider.create(inputsFor(host, eu));
  expect(readFileSync(join(host.machine.root, "etc/docker/daemon.json"), "latin1")).toBe(
    `{\n${kept},\n    "region=eu"\n  ]\n}\n`,
  );
  await provider.delete(id, outputs);
  expect(host.machine.snapshot()).toBe(before);
});

test("a host without a daemon.json, or a folder for it", async () => {
  const { provider, host } = given;
  const before = host.machine.snapshot();
  const { id, outputs } = await provider.create(inputsFor(host, { ...eu, debug: true }));
  expect(outputs).toMatchObject({ engine: { debug: true }, artifacts: [{ mode: "644" }] });
  await provider.delete(id, outputs);
  expect(host.machine.snapshot()).toBe(before);
});

test.each([
  ["root", true],
  ["root", false],
  ["ops", true],
  ["ops", false],
])("a sshd that allows one session at a time: as %s, with forwarding: %p", async (user, forwarding) => {
  const { provider, host } = given;
  host.maxSessions = 1;
  host.forwarding = forwarding;
  const inputs = inputsFor(host, eu, { connection: connectionTo(host, { user }) });
  const { id, outputs } = await provider.create(inputs);
  expect(outputs).toMatchObject({ engine: { labels: ["region=eu"] } });
  expect((await provider.read(id, outputs)).inputs).toEqual(inputs);
  await provider.delete(id, outputs);
});

test("a user who isn't root, where sshd forwards no sockets", async () => {
  const { provider, host } = given;
  host.forwarding = false;
  const before = host.machine.snapshot();
  const inputs = inputsFor(host, eu);
  const connection = { ...(inputs.connection as JsonObject), user: "ops" };
  const { id, outputs } = await provider.create({ ...inputs, connection });
  expect(outputs).toMatchObject({ engine: { labels: ["region=eu"] } });
  expect(host.commands.every((command) => command.startsWith("exec sudo -n -- /bin/sh "))).toBe(true);
  await provider.delete(id, outputs);
  expect(host.machine.snapshot()).toBe(before);
});

test("an option that the unit's command line sets already: a drop-in of ours leaves the flag out", async () => {
  const { provider, host } = given;
  host.machine.setFlags(["--label=by=flag", "--bip=10.9.0.1/24"]);
  const before = host.machine.snapshot();
  const inputs = inputsFor(host, eu);
  const { id, outputs } = await provider.create(inputs);
  // The flag's own entry isn't lost.
  const engine = { labels: ["by=flag", "region=eu"] };
  expect(outputs).toMatchObject({ engine, lastChange: { effect: "restart" } });
  expect(host.machine.engine.argv.slice(1)).toEqual(["-H", "fd://", "--bip=10.9.0.1/24"]);
  expect((await provider.read(id, outputs)).inputs).toEqual(inputs);
  await provider.delete(id, outputs);
  expect(host.machine.snapshot()).toBe(before);
});

test("a data root behind a symbolic link is applied, isn't drift, and costs no further restart", async () => {
  const { provider, host } = given;
  const { machine } = host;
  machine.disk.write("/srv/data/docker/engine-id", "1");
  machine.disk.link("/srv/docker", "data/docker");
  const before = machine.snapshot();
  const inputs = inputsFor(host, { dataRoot: "/srv/docker" });
  const { id, outputs } = await provider.create(inputs);
  expect(outputs).toMatchObject({ engine: { rootDir: "/srv/data/docker" } });
  expect((await provider.read(id, outputs)).inputs).toEqual(inputs);
  const labelled = await provider.update(id, outputs, inputsFor(host, { dataRoot: "/srv/docker", ...eu }));
  expect(labelled).toMatchObject({ lastChange: { effect: "reload" } });
  await provider.delete(id, labelled);
  expect(machine.snapshot()).toBe(before);
});

test("a data root leaves a host whose own one is behind a symbolic link", async () => {
  const { provider, host } = given;
  const { machine } = host;
  machine.disk.write("/srv/data/docker/engine-id", "1");
  machine.disk.link("/var/lib/docker", "../../srv/data/docker");
  const before = machine.snapshot();
  const { id, outputs } = await provider.create(inputsFor(host, { dataRoot: "/srv/other" }));
  await provider.delete(id, outputs);
  expect(machine.snapshot()).toBe(before);
});

test("a host that has it all is taken over without an action", async () => {
  const { provider, host } = given;
  host.machine.startWith('{"labels": ["region=eu"]}');
  const { id, outputs } = await provider.create(inputsFor(host, eu));
  expect(outputs).toMatchObject({ lastChange: { effect: "none" } });
  expect(host.machine.daemonJson).toBe('{"labels": ["region=eu"]}');
  expect(JSON.parse(host.machine.disk.read(manifest))).toMatchObject({ id, urn: URN });
  expect(host.machine.actions).toEqual([]);
});

describe("a refresh shows what is there, as the inputs that would declare it", () => {
  const declared = { ...eu, registryMirrors: ["https://mirror.example.com"], debug: true };

  test.each<[string, JsonObject, boolean, JsonObject, JsonObject]>([
    [
      "values by hand that the engine runs with",
      { labels: ["region=us", "by=hand"], "registry-mirrors": ["https://other.example.com"], debug: true },
      true,
      { labels: { region: "us" }, registryMirrors: ["https://other.example.com"], debug: true },
      {},
    ],
    [
      "another form of the same",
      { debug: true, labels: ["by=hand", "region=eu"], "registry-mirrors": ["https://mirror.example.com/"] },
      true,
      declared,
      {},
    ],
    ["keys that are gone", { labels: ["region=eu"] }, true, { labels: { region: "eu" } }, {}],
    [
      "a file that the engine doesn't run with",
      { labels: ["region=us"], "registry-mirrors": ["https://mirror.example.com"], debug: true },
      false,
      { ...declared, labels: { region: "us" } },
      { labels: expect.stringContaining("the running engine reports") as string },
    ],
  ])("%s", async (_name, file, restarted, options, drift) => {
    const { provider, host } = given;
    const inputs = inputsFor(host, declared, { extraOptions: { "shutdown-timeout": 20 } });
    const { id, outputs } = await provider.create(inputs);
    const edited = JSON.stringify({ ...file, "shutdown-timeout": 30 });
    if (restarted) host.machine.startWith(edited);
    else host.machine.disk.write("etc/docker/daemon.json", edited);
    const changes = host.machine.actions.length;

    const seen = await provider.read(id, outputs);
    expect(seen.id).toBe(id);
    expect(seen.inputs).toEqual({ ...inputs, options, drift, extraOptions: { "shutdown-timeout": 30 } });
    expect(Object.keys(seen.inputs).sort()).toEqual(INPUT_KEYS);
    expect(seen.outputs).toMatchObject(seen.inputs);
    expect(host.machine.actions).toHaveLength(changes);
    expect(await provider.diff(id, seen.outputs, inputs)).toEqual({ changes: "some", replaces: [] });

    // The next `up` brings back what is declared, and nothing is left to do after it.
    const repaired = await provider.update(id, seen.outputs, inputs);
    expect(JSON.parse(host.machine.daemonJson)).toMatchObject({ debug: true, "shutdown-timeout": 20 });
    expect(jsonAt(repaired, ["engine", "labels"])).toContain("region=eu");
    const again = await provider.read(id, repaired);
    expect(again.inputs).toEqual(inputs);
    expect(await provider.diff(id, again.outputs, inputs)).toEqual({ changes: "none", replaces: [] });
  });

  test.each(["root", "ops"])("an engine that is stopped, without starting it (%s)", async (user) => {
    const { provider, host } = given;
    const inputs = inputsFor(host, eu, { connection: connectionTo(host, { user }) });
    const { id, outputs } = await provider.create(inputs);
    host.machine.stopEngine();
    const asked: string[] = [];
    host.machine.onAsked = (path) => asked.push(path);
    const seen = await provider.read(id, outputs);
    expect(seen.inputs).toEqual({ ...inputs, drift: { engine: "is stopped" } });
    expect(asked).toEqual([]);
    const repaired = await provider.update(id, seen.outputs, inputs);
    expect(repaired).toMatchObject({ engine: { labels: ["region=eu"] }, drift: {} });
  });

  test("a host that another resource has by now, or that lost our record", async () => {
    const { provider, host } = given;
    const { id, outputs } = await provider.create(inputsFor(host, eu));
    const record = JSON.parse(host.machine.disk.read(manifest)) as JsonObject;
    host.machine.disk.write(
      manifest,
      JSON.stringify({ ...record, id: "dockerd-2", urn: "urn:pulumi:their" }),
    );
    const theirs = await provider.read(id, outputs);
    expect(theirs.id).toBe(id);
    expect(theirs.inputs.drift).toEqual({ owner: "urn:pulumi:their" });
    const before = host.machine.snapshot();
    await provider.delete(id, outputs);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("values of keys that nobody declared aren't in the inputs", async () => {
    const { provider, host } = given;
    const { id, outputs } = await provider.create(inputsFor(host, eu));
    host.machine.startWith('{"labels": ["region=eu", "by=hand"], "debug": true, "data-root": "/srv/docker"}');
    const { inputs } = await provider.read(id, outputs);
    expect(inputs.options).toEqual(eu);
    expect(isJsonObject(inputs.drift) && Object.keys(inputs.drift)).toEqual([]);
  });
});

test("what was changed by others since stays when we leave", async () => {
  const { provider, host } = given;
  host.machine.startWith(BY_HAND);
  const { id, outputs } = await provider.create(inputsFor(host, { ...eu, debug: true }));
  const now = { labels: ["by=foot", "region=eu"], debug: true, "max-concurrent-downloads": 8 };
  host.machine.startWith(JSON.stringify(now));
  await provider.delete(id, outputs);
  expect(JSON.parse(host.machine.daemonJson)).toEqual({ labels: ["by=foot"], "max-concurrent-downloads": 8 });
  expect(host.machine.disk.has("var/lib/pulumi-dockerd")).toBe(false);
});

test("what was there before us and was dropped by the program comes back when we leave, unless others set it since", async () => {
  const { provider, host } = given;
  const before = '{"labels":["region=none","zone=none"], "debug": true}';
  host.machine.startWith(before);
  const all = inputsFor(host, { labels: { region: "eu", zone: "a" }, debug: false });
  const first = await provider.create(all);
  const dropped = await provider.update(first.id, first.outputs, inputsFor(host, { registryMirrors: [] }));
  expect(JSON.parse(host.machine.daemonJson)).toEqual({ "registry-mirrors": [] });
  const last = await provider.update(first.id, dropped, inputsFor(host, {}));
  await provider.delete(first.id, last);
  expect(host.machine.daemonJson).toBe(before);

  const { id, outputs } = await provider.create(all);
  const again = await provider.update(id, outputs, inputsFor(host, {}));
  host.machine.startWith('{"labels": ["zone=theirs"]}');
  await provider.delete(id, again);
  expect(JSON.parse(host.machine.daemonJson)).toEqual({
    labels: ["zone=theirs", "region=none"],
    debug: true,
  });
});

test("a host that can't be reached isn't gone: every call is an error, and nothing else", async () => {
  const { provider, host } = given;
  const inputs = inputsFor(host, eu);
  const { id, outputs } = await provider.create(inputs);
  const gone = {
    ...outputs,
    connection: { ...(outputs.connection as JsonObject), port: await closedPort() },
  };
  const more = { ...gone, options: { labels: { region: "us" } } };
  for (const call of [provider.read(id, gone), provider.update(id, gone, more), provider.delete(id, gone)]) {
    const failure = await failureOf(call);
    expect(failure.message).toMatch(/^ConnectionError: 127\.0\.0\.1: SSH connection to port \d+ failed/);
    expect(failure.partial).toBeUndefined();
  }
});
