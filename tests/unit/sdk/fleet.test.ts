import * as pulumi from "@pulumi/pulumi";
import { Daemon, type DaemonArgs, Fleet, type FleetArgs } from "../../../sdk/nodejs";

const KEY = `SHA256:${"A".repeat(43)}`;

// A user's program under Pulumi's mocks: what it declares, without an engine.
const declared = new Map<string, { type: string; inputs: Record<string, unknown> }>();

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, type, inputs }) => {
        declared.set(name, { type, inputs: inputs as Record<string, unknown> });
        return {
          id: `${name}-id`,
          state: { ...(inputs as object), engine: { version: "28.5.2", labels: [] } },
        };
      },
      call: () => ({}),
    },
    "project",
    "stack",
    false,
  );
});

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

/** Returns the inputs of a fleet's `Daemon`s, by the names of the hosts. */
async function inputsOf(name: string, args: FleetArgs): Promise<Record<string, Record<string, unknown>>> {
  const fleet = new Fleet(name, args);
  await valueOf(fleet.engines);
  const hosts = Object.keys(args.hosts);
  return Object.fromEntries(hosts.map((host) => [host, declared.get(`${name}-${host}`)!.inputs]));
}

const at = (host: string): { host: string; hostKey: string } => ({ host, hostKey: KEY });

test("each host is a Daemon with the fleet's settings, overridden by its own", async () => {
  const { one, two } = await inputsOf("web", {
    connection: { user: "ops", port: 2222 },
    options: { labels: { fleet: "web", role: "any" }, debug: true, registryMirrors: ["https://a.example"] },
    extraOptions: { "shutdown-timeout": 10, "max-download-attempts": 3 },
    hosts: {
      one: { connection: at("10.0.0.1") },
      two: {
        connection: { ...at("10.0.0.2"), user: "root" },
        options: { labels: { role: "db" }, registryMirrors: ["https://b.example"] },
        extraOptions: { "shutdown-timeout": 60 },
      },
    },
  });
  expect(one).toMatchObject({
    connection: { host: "10.0.0.1", hostKey: KEY, user: "ops", port: 2222 },
    options: { labels: { fleet: "web", role: "any" }, debug: true, registryMirrors: ["https://a.example"] },
    extraOptions: { "shutdown-timeout": 10, "max-download-attempts": 3 },
  });
  expect(two).toMatchObject({
    connection: { host: "10.0.0.2", user: "root", port: 2222 },
    options: { labels: { fleet: "web", role: "db" }, debug: true, registryMirrors: ["https://b.example"] },
    extraOptions: { "shutdown-timeout": 60, "max-download-attempts": 3 },
  });
});

test("apply and timeouts are the fleet's, overridden by a host's value by value", async () => {
  const tls = { certificate: "c", privateKey: "k" };
  const { one, two } = await inputsOf("applied", {
    engineVersion: ">=26",
    apply: { confirmTimeout: 90, settle: 0 },
    timeouts: { apply: 60 },
    hosts: {
      one: { connection: at("10.0.0.1") },
      two: { connection: at("10.0.0.2"), engineVersion: ">=20.10", apply: { settle: 5 }, tls },
    },
  });
  const shared = { apply: { confirmTimeout: 90, settle: 0 }, timeouts: { apply: 60 } };
  expect(one).toMatchObject({ ...shared, engineVersion: ">=26" });
  expect(one).not.toHaveProperty("tls");
  expect(two).toMatchObject({
    ...shared,
    engineVersion: ">=20.10",
    apply: { confirmTimeout: 90, settle: 5 },
  });
  expect(two).toHaveProperty("tls");
});

test("a fleet's engines are an object by the hosts' names", async () => {
  const fleet = new Fleet("engines", { hosts: { a: { connection: at("a") }, b: { connection: at("b") } } });
  const engine = { version: "28.5.2", labels: [] };
  expect(await valueOf(fleet.engines)).toEqual({ a: engine, b: engine });
  expect(Object.keys(fleet.daemons)).toEqual(["a", "b"]);
  expect(await valueOf(fleet.daemons.b.engine)).toEqual(engine);
});

test("a value that a host declares as undefined is the fleet's", async () => {
  const { one } = await inputsOf("undefined", {
    connection: { user: "ops" },
    options: { labels: { role: "any" }, debug: true },
    hosts: {
      one: {
        connection: { ...at("10.0.0.1"), user: undefined },
        options: { labels: { role: undefined as unknown as string }, debug: undefined },
      },
    },
  });
  expect(one).toMatchObject({
    connection: { user: "ops" },
    options: { labels: { role: "any" }, debug: true },
  });
});

test("layers that are outputs are joined like plain ones", async () => {
  const { one } = await inputsOf("outputs", {
    options: pulumi.output({ labels: { fleet: "web", role: "any" }, mtu: 1400 }),
    extraOptions: Promise.resolve({ "shutdown-timeout": 10 }),
    hosts: {
      one: { connection: at("10.0.0.1"), options: { labels: pulumi.output({ role: "db" }), debug: true } },
    },
  });
  expect(one).toMatchObject({
    options: { labels: { fleet: "web", role: "db" }, mtu: 1400, debug: true },
    extraOptions: { "shutdown-timeout": 10 },
  });
});

test("a list in place of a map is passed on, for check to report", async () => {
  const labels = ["role=db"] as unknown as Record<string, string>;
  const { one } = await inputsOf("list", {
    options: { labels: { fleet: "web" } },
    hosts: { one: { connection: at("10.0.0.1"), options: { labels } } },
  });
  expect(one).toMatchObject({ options: { labels: ["role=db"] } });
});

test("a Daemon of a fleet receives its own URN", async () => {
  const fleet = new Fleet("urns", { hosts: { one: { connection: at("10.0.0.1") } } });
  const urn = await valueOf(fleet.daemons.one.urn);
  expect(declared.get("urns-one")?.inputs.__urn).toBe(urn);
  expect(urn).toContain("dockerd:index:Fleet$pulumi-nodejs:dynamic/dockerd:Daemon::urns-one");
});

test("a Daemon receives its own URN, and its key is always a secret", async () => {
  const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA";
  const daemon = new Daemon("alone", { connection: { ...at("10.0.0.1"), privateKey } });
  const urn = await valueOf(daemon.urn);
  // The mocks pass on a secret's marker at the top of an input.
  expect(declared.get("alone")?.inputs).toMatchObject({
    __urn: urn,
    connection: { value: { host: "10.0.0.1", privateKey } },
  });
});

describe("two hosts with one address", () => {
  const fleet = (a: FleetArgs["hosts"][string], b: FleetArgs["hosts"][string], port?: number): Fleet =>
    new Fleet("twins", { connection: { port }, hosts: { a, b } });

  test.each([
    [
      "one name",
      fleet.bind(undefined, { connection: at("web.example") }, { connection: at("Web.example") }),
      "Web.example",
    ],
    [
      "one port, the fleet's",
      fleet.bind(
        undefined,
        { connection: { ...at("10.0.0.1"), port: 2222 } },
        { connection: at("10.0.0.1") },
        2222,
      ),
      "10.0.0.1:2222",
    ],
  ])("two hosts with one address are refused with both names: %s", (_how, declare, place) => {
    expect(declare).toThrow(
      `Fleet twins: hosts.a and hosts.b have the same address, ${place}; remove one of them`,
    );
  });

  test("two hosts with one address and different ports are accepted, as behind a forwarding gateway", () => {
    const gateway = at("gateway.example");
    const two = fleet({ connection: { ...gateway, port: 2201 } }, { connection: { ...gateway, port: 2202 } });
    expect(Object.keys(two.daemons)).toEqual(["a", "b"]);
  });
});

test.each<[string, FleetArgs["connection"], FleetArgs["hosts"][string]["connection"]]>([
  ["the fleet's", pulumi.output({ user: "ops", port: 2222 }), at("10.0.0.1")],
  ["the host's", { user: "ops", port: 2222 }, pulumi.output(at("10.0.0.1"))],
  ["both", Promise.resolve({ user: "ops", port: 2222 }), pulumi.output(at("10.0.0.1"))],
])("connections of two layers join if %s comes later", async (_whose, connection, own) => {
  const { one } = await inputsOf(`later ${_whose}`, { connection, hosts: { one: { connection: own } } });
  expect(one).toMatchObject({ connection: { ...at("10.0.0.1"), user: "ops", port: 2222 } });
});

test("a layer that isn't an object is passed on, for check to report", async () => {
  const apply = "restore" as unknown as FleetArgs["apply"];
  const { one } = await inputsOf("words", {
    apply,
    hosts: { one: { connection: at("10.0.0.1"), timeouts: "30s" as unknown as FleetArgs["timeouts"] } },
  });
  expect(one).toMatchObject({ apply: "restore", timeouts: "30s" });
});

describe("inputs that a constructor reads are checked at once, and the error names the property", () => {
  const HOST = '{ connection: { host: "...", hostKey: "SHA256:..." } }';
  const hosts = (entry: unknown): unknown => ({ hosts: { a: entry } });

  test.each<[string, unknown, string]>([
    ["no args", undefined, `its second argument is missing: write { hosts: { "web-1": ${HOST} } }`],
    ["no hosts", {}, `hosts is missing: write { "web-1": ${HOST} }`],
    ["a list of hosts", { hosts: [] }, `hosts is a list: write { "web-1": ${HOST} }`],
    [
      "hosts that come later",
      { hosts: pulumi.output({}) },
      "hosts is an output: write a plain object; its fields may be outputs",
    ],
    ["a host that is null", hosts(null), `hosts.a is null: write ${HOST}`],
    [
      "a host that comes later",
      hosts(pulumi.output({ connection: at("10.0.0.1") })),
      "hosts.a is an output: write a plain object; its fields may be outputs",
    ],
    [
      "a host that is a promise",
      hosts(Promise.resolve({})),
      "hosts.a is a promise: write a plain object; its fields may be outputs",
    ],
    [
      "a host without a connection",
      hosts({ host: "10.0.0.1" }),
      'hosts.a.connection is missing: write { host: "...", hostKey: "SHA256:..." }',
    ],
  ])("a Fleet with %s", (_name, args, message) => {
    expect(() => new Fleet("bare", args as FleetArgs)).toThrow(new Error(`Fleet bare: ${message}`));
  });

  test.each<[string, unknown, string]>([
    ["no args", undefined, "its second argument is missing: write { connection: { ... }, options: { ... } }"],
    ["no connection", {}, 'connection is missing: write { host: "...", hostKey: "SHA256:..." }'],
    [
      "a text for a connection",
      { connection: "10.0.0.1" },
      'connection is a string: write { host: "...", hostKey: "SHA256:..." }',
    ],
  ])("a Daemon with %s", (_name, args, message) => {
    expect(() => new Daemon("bare", args as DaemonArgs)).toThrow(new Error(`Daemon bare: ${message}`));
  });
});

test("an output that isn't a connection, and other inputs of any shape, are passed on to check", async () => {
  const args = { connection: pulumi.output(undefined), options: "debug", tls: null, extraOptions: [] };
  const daemon = new Daemon("odd", args as unknown as DaemonArgs);
  await valueOf(daemon.urn);
  expect(declared.get("odd")?.inputs).toMatchObject({ options: "debug", tls: null, extraOptions: [] });
});

test("an input that the program doesn't set is not passed", async () => {
  const daemon = new Daemon("plain", { connection: at("10.0.0.1"), options: { debug: true } });
  await valueOf(daemon.urn);
  const { inputs } = declared.get("plain")!;
  expect(Object.keys(inputs).filter((key) => !key.startsWith("__"))).toEqual(["connection", "options"]);
});
