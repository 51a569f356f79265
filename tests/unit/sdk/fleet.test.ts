import * as pulumi from "@pulumi/pulumi";
import { Daemon, Fleet, type FleetArgs } from "../../../sdk/nodejs";

const KEY = `SHA256:${"A".repeat(43)}`;

// A user's program under Pulumi's mocks: what it would declare, without an engine.
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

const args: FleetArgs = {
  connection: { user: "ops", port: 2222 },
  options: { labels: { fleet: "web", role: "any" }, debug: true, registryMirrors: ["https://a.example"] },
  extraOptions: { "shutdown-timeout": 10, "max-download-attempts": 3 },
  hosts: {
    one: { connection: { host: "10.0.0.1", hostKey: KEY } },
    two: {
      connection: { host: "10.0.0.2", hostKey: KEY, user: "root" },
      options: { labels: { role: "db" }, registryMirrors: ["https://b.example"] },
      extraOptions: { "shutdown-timeout": 60 },
    },
  },
};

test("each host is a Daemon with the fleet's settings and its own before them", async () => {
  const fleet = new Fleet("web", args);
  expect(await valueOf(fleet.engines)).toEqual({
    one: { version: "28.5.2", labels: [] },
    two: { version: "28.5.2", labels: [] },
  });
  expect(declared.get("web-one")?.inputs).toMatchObject({
    connection: { host: "10.0.0.1", hostKey: KEY, user: "ops", port: 2222 },
    options: { labels: { fleet: "web", role: "any" }, debug: true, registryMirrors: ["https://a.example"] },
    extraOptions: { "shutdown-timeout": 10, "max-download-attempts": 3 },
  });
  expect(declared.get("web-two")?.inputs).toMatchObject({
    connection: { host: "10.0.0.2", user: "root", port: 2222 },
    options: { labels: { fleet: "web", role: "db" }, debug: true, registryMirrors: ["https://b.example"] },
    extraOptions: { "shutdown-timeout": 60, "max-download-attempts": 3 },
  });
});

test("a Daemon under a fleet is told its own URN", async () => {
  const fleet = new Fleet("urns", { hosts: { one: { connection: { host: "10.0.0.1", hostKey: KEY } } } });
  const urn = await valueOf(fleet.daemons.one!.urn);
  expect(declared.get("urns-one")?.inputs.__urn).toBe(urn);
  expect(urn).toContain("dockerd:index:Fleet$pulumi-nodejs:dynamic/dockerd:Daemon::urns-one");
});

test("a Daemon of its own is told its URN, and its key is a secret whatever it was given as", async () => {
  const privateKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA";
  const daemon = new Daemon("alone", { connection: { host: "10.0.0.1", hostKey: KEY, privateKey } });
  const urn = await valueOf(daemon.urn);
  // The mocks hand a secret's marker on at the top of an input.
  expect(declared.get("alone")?.inputs).toMatchObject({
    __urn: urn,
    connection: { value: { host: "10.0.0.1", privateKey } },
  });
});

test("two hosts at one place are refused with both names", () => {
  const hosts = {
    a: { connection: { host: "10.0.0.1", hostKey: KEY } },
    b: { connection: { host: "10.0.0.1", hostKey: KEY, port: 22 } },
  };
  expect(() => new Fleet("twins", { hosts })).toThrow(
    "twins: hosts.a and hosts.b are both 10.0.0.1:22; a host's daemon is declared once, so leave one out",
  );
});
