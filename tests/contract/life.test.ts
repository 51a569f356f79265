import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { jsonAt, type JsonObject } from "../../provider/core/json";
import { closedPort } from "../support/machine/ssh-server";
import { connectionTo, INPUT_KEYS, inputsFor, URN } from "./support/inputs";
import { failureOf } from "./support/provider";
import { providerAndHost } from "./support/setup";

const given = providerAndHost();

/** A file written by hand, in another format than the provider's. */
const BY_HAND = '{"labels":["by=hand"],\t"max-concurrent-downloads": 4}';

const eu = { labels: { region: "eu" } };
const manifest = "var/lib/pulumi-dockerd/manifest.json";

test("create, update, refresh and destroy leave unmanaged settings alone", async () => {
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

  const refreshed = await provider.read(id, updated);
  expect(refreshed.id).toBe(id);
  expect(refreshed.inputs).toEqual(changed);
  const { lastChange, ...rest } = updated;
  expect(lastChange).toMatchObject({ effect: "reload" });
  expect(refreshed.outputs).toMatchObject(rest);

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

test("a host without daemon.json and without its folder is the same after create and destroy", async () => {
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
])(
  "an sshd that allows one session at a time is supported: as %s, with forwarding: %p",
  async (user, forwarding) => {
    const { provider, host } = given;
    host.maxSessions = 1;
    host.forwarding = forwarding;
    const inputs = inputsFor(host, eu, { connection: connectionTo(host, { user }) });
    const { id, outputs } = await provider.create(inputs);
    expect(outputs).toMatchObject({ engine: { labels: ["region=eu"] } });
    expect((await provider.read(id, outputs)).inputs).toEqual(inputs);
    await provider.delete(id, outputs);
  },
);

test("a user other than root is supported on an sshd that forwards no sockets", async () => {
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

test("a drop-in removes a flag of the unit's command line that a declared option sets", async () => {
  const { provider, host } = given;
  host.machine.setFlags(["--label=by=flag", "--bip=10.9.0.1/24"]);
  const before = host.machine.snapshot();
  const inputs = inputsFor(host, eu);
  const { id, outputs } = await provider.create(inputs);
  // The flag's own entry is kept.
  const engine = { labels: ["by=flag", "region=eu"] };
  expect(outputs).toMatchObject({ engine, lastChange: { effect: "restart" } });
  expect(host.machine.engine.argv.slice(1)).toEqual(["-H", "fd://", "--bip=10.9.0.1/24"]);
  expect((await provider.read(id, outputs)).inputs).toEqual(inputs);
  await provider.delete(id, outputs);
  expect(host.machine.snapshot()).toBe(before);
});

test("a data root behind a symbolic link is applied, isn't drift, and requires no further restart", async () => {
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

test("destroy restores a data root that is behind a symbolic link", async () => {
  const { provider, host } = given;
  const { machine } = host;
  machine.disk.write("/srv/data/docker/engine-id", "1");
  machine.disk.link("/var/lib/docker", "../../srv/data/docker");
  const before = machine.snapshot();
  const { id, outputs } = await provider.create(inputsFor(host, { dataRoot: "/srv/other" }));
  await provider.delete(id, outputs);
  expect(machine.snapshot()).toBe(before);
});

test("a host that already matches is adopted without an action", async () => {
  const { provider, host } = given;
  host.machine.startWith('{"labels": ["region=eu"]}');
  const { id, outputs } = await provider.create(inputsFor(host, eu));
  expect(outputs).toMatchObject({ lastChange: { effect: "none" } });
  expect(host.machine.daemonJson).toBe('{"labels": ["region=eu"]}');
  expect(JSON.parse(host.machine.disk.read(manifest))).toMatchObject({ id, urn: URN });
  expect(host.machine.actions).toEqual([]);
});

describe("refresh returns the host's configuration as the inputs that would declare it", () => {
  const declared = { ...eu, registryMirrors: ["https://mirror.example.com"], debug: true };

  test.each<[string, JsonObject, boolean, JsonObject, JsonObject | undefined]>([
    [
      "values of an administrator with which the engine runs",
      { labels: ["region=us", "by=hand"], "registry-mirrors": ["https://other.example.com"], debug: true },
      true,
      { labels: { region: "us" }, registryMirrors: ["https://other.example.com"], debug: true },
      undefined,
    ],
    [
      "another form of the same value",
      { debug: true, labels: ["by=hand", "region=eu"], "registry-mirrors": ["https://mirror.example.com/"] },
      true,
      declared,
      undefined,
    ],
    ["keys that are gone", { labels: ["region=eu"] }, true, { labels: { region: "eu" } }, undefined],
    [
      "a file that the engine has not loaded",
      { labels: ["region=us"], "registry-mirrors": ["https://mirror.example.com"], debug: true },
      false,
      { ...declared, labels: { region: "us" } },
      { labels: expect.stringContaining("the running engine reports") as string },
    ],
  ])("refresh returns %s", async (_name, file, restarted, options, drift) => {
    const { provider, host } = given;
    const inputs = inputsFor(host, declared, { extraOptions: { "shutdown-timeout": 20 } });
    const { id, outputs } = await provider.create(inputs);
    const edited = JSON.stringify({ ...file, "shutdown-timeout": 30 });
    if (restarted) host.machine.startWith(edited);
    else host.machine.disk.write("etc/docker/daemon.json", edited);
    const changes = host.machine.actions.length;

    const refreshed = await provider.read(id, outputs);
    expect(refreshed.id).toBe(id);
    expect(refreshed.inputs).toEqual({ ...inputs, options, drift, extraOptions: { "shutdown-timeout": 30 } });
    const extra = drift === undefined ? ["extraOptions"] : ["drift", "extraOptions"];
    expect(Object.keys(refreshed.inputs).sort()).toEqual([...INPUT_KEYS, ...extra].sort());
    expect(refreshed.outputs).toMatchObject(refreshed.inputs);
    expect(host.machine.actions).toHaveLength(changes);
    expect(await provider.diff(id, refreshed.outputs, inputs)).toEqual({ changes: "some", replaces: [] });

    // The next `up` applies the declaration, and a further one has nothing to do.
    const repaired = await provider.update(id, refreshed.outputs, inputs);
    expect(JSON.parse(host.machine.daemonJson)).toMatchObject({ debug: true, "shutdown-timeout": 20 });
    expect(jsonAt(repaired, ["engine", "labels"])).toContain("region=eu");
    const again = await provider.read(id, repaired);
    expect(again.inputs).toEqual(inputs);
    expect(await provider.diff(id, again.outputs, inputs)).toEqual({ changes: "none", replaces: [] });
  });

  test.each(["root", "ops"])("refresh shows a stopped engine without starting it (as %s)", async (user) => {
    const { provider, host } = given;
    const inputs = inputsFor(host, eu, { connection: connectionTo(host, { user }) });
    const { id, outputs } = await provider.create(inputs);
    host.machine.stopEngine();
    const asked: string[] = [];
    host.machine.onAsked = (path) => asked.push(path);
    const refreshed = await provider.read(id, outputs);
    expect(refreshed.inputs).toEqual({ ...inputs, drift: { engine: "is stopped" } });
    expect(asked).toEqual([]);
    const repaired = await provider.update(id, refreshed.outputs, inputs);
    expect(repaired).toMatchObject({ engine: { labels: ["region=eu"] } });
    expect(repaired).not.toHaveProperty("drift");
  });

  test("refresh shows a host that another resource manages by now, or whose manifest is lost", async () => {
    const { provider, host } = given;
    const { id, outputs } = await provider.create(inputsFor(host, eu));
    const record = JSON.parse(host.machine.disk.read(manifest)) as JsonObject;
    host.machine.disk.write(
      manifest,
      JSON.stringify({ ...record, id: "dockerd-2", urn: "urn:pulumi:their" }),
    );
    const other = await provider.read(id, outputs);
    expect(other.id).toBe(id);
    expect(other.inputs.drift).toEqual({ owner: "urn:pulumi:their" });
    const before = host.machine.snapshot();
    await provider.delete(id, outputs);
    expect(host.machine.snapshot()).toBe(before);
  });

  test("refresh leaves undeclared keys out of the inputs", async () => {
    const { provider, host } = given;
    const { id, outputs } = await provider.create(inputsFor(host, eu));
    host.machine.startWith('{"labels": ["region=eu", "by=hand"], "debug": true, "data-root": "/srv/docker"}');
    const { inputs } = await provider.read(id, outputs);
    expect(inputs.options).toEqual(eu);
    expect(inputs).not.toHaveProperty("drift");
  });
});

test("destroy keeps values that were changed after create", async () => {
  const { provider, host } = given;
  host.machine.startWith(BY_HAND);
  const { id, outputs } = await provider.create(inputsFor(host, { ...eu, debug: true }));
  const now = { labels: ["by=foot", "region=eu"], debug: true, "max-concurrent-downloads": 8 };
  host.machine.startWith(JSON.stringify(now));
  await provider.delete(id, outputs);
  expect(JSON.parse(host.machine.daemonJson)).toEqual({ labels: ["by=foot"], "max-concurrent-downloads": 8 });
  expect(host.machine.disk.has("var/lib/pulumi-dockerd")).toBe(false);
});

test("destroy restores original values that the program dropped, unless they were set since", async () => {
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
  host.machine.startWith('{"labels": ["zone=other"]}');
  await provider.delete(id, again);
  expect(JSON.parse(host.machine.daemonJson)).toEqual({
    labels: ["zone=other", "region=none"],
    debug: true,
  });
});

test("every call fails with an error, and only that, if the host can't be reached", async () => {
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
