import { type ConnectionDefaults, connectionSettings } from "../../../../provider/core/connection/settings";
import { DaemonError } from "../../../../provider/core/errors";
import type { Connection } from "../../../../provider/core/schema/inputs/connection";

const DECLARED = { host: "10.0.0.11", hostKey: "SHA256:x" };
const OWN = "connection.privateKey";
const DEFAULT = "dockerd:privateKey (or PULUMI_DOCKERD_PRIVATE_KEY)";
const DEFAULTS: ConnectionDefaults = { user: "ops", port: 2222, privateKey: "default key" };

test("declared settings are used", () => {
  const declared = { ...DECLARED, user: "me", port: 22, privateKey: "own key", privateKeyPassword: "pw" };
  expect(connectionSettings(declared, DEFAULTS, 30)).toEqual({
    host: "10.0.0.11",
    port: 22,
    user: "me",
    hostKey: "SHA256:x",
    auth: { kind: "privateKey", privateKey: "own key", source: OWN, passphrase: "pw" },
    property: "connection",
    jumpHosts: [],
    timeout: 30,
  });
});

test("undeclared settings come from the defaults", () => {
  expect(connectionSettings(DECLARED, DEFAULTS, 30)).toMatchObject({
    port: 2222,
    user: "ops",
    auth: { kind: "privateKey", privateKey: "default key", source: DEFAULT },
  });
});

test("user root and port 22 are used if nothing else is set", () => {
  expect(connectionSettings(DECLARED, { agentSocketPath: "/run/agent" }, 30)).toMatchObject({
    port: 22,
    user: "root",
  });
});

const key = (privateKey: string, passphrase?: string): object => ({
  kind: "privateKey",
  privateKey,
  source: privateKey === "own" ? OWN : DEFAULT,
  ...(passphrase === undefined ? {} : { passphrase }),
});
const agent = (socket: string): object => ({ kind: "agent", socket });

test.each<[string, Partial<Connection>, ConnectionDefaults, object]>([
  ["its own key rather than its own agent", { privateKey: "own", agentSocketPath: "/own" }, {}, key("own")],
  [
    "its own agent rather than a default key",
    { agentSocketPath: "/own" },
    { privateKey: "default" },
    agent("/own"),
  ],
  [
    "its own key rather than any default",
    { privateKey: "own" },
    { privateKey: "default", agentSocketPath: "/default" },
    key("own"),
  ],
  [
    "a default key rather than a default agent",
    {},
    { privateKey: "default", agentSocketPath: "/default" },
    key("default"),
  ],
  ["a default agent", {}, { agentSocketPath: "/default" }, agent("/default")],
  [
    "a default passphrase for the default key",
    {},
    { privateKey: "default", privateKeyPassword: "pw" },
    key("default", "pw"),
  ],
  [
    "its own passphrase for the default key",
    { privateKeyPassword: "own" },
    { privateKey: "default" },
    key("default", "own"),
  ],
  [
    "its own passphrase rather than a default one",
    { privateKeyPassword: "own" },
    { privateKey: "default", privateKeyPassword: "pw" },
    key("default", "own"),
  ],
  [
    "a default passphrase for its own key",
    { privateKey: "own" },
    { privateKeyPassword: "pw" },
    key("own", "pw"),
  ],
])("a connection uses %s", (_name, declared, defaults, auth) => {
  expect(connectionSettings({ ...DECLARED, ...declared }, defaults, 30).auth).toEqual(auth);
});

test("a connection without credentials is refused with all ways to set them", () => {
  const act = (): unknown => connectionSettings(DECLARED, {}, 30);
  expect(act).toThrow(DaemonError);
  expect(act).toThrow(/^AuthenticationError: no SSH credentials configured\n/);
  expect(act).toThrow(/connection\.privateKey.*dockerd:privateKey.*SSH agent/s);
});

test("a jump host has the host's user and credentials, port 22, and a property of its own", () => {
  const jumpHosts = [
    { host: "bastion", hostKey: "SHA256:b" },
    { host: "inner", hostKey: "SHA256:i", port: 2200, user: "jump" },
  ];
  const settings = connectionSettings({ ...DECLARED, jumpHosts }, DEFAULTS, 30);
  const auth = { kind: "privateKey", privateKey: "default key", source: DEFAULT };
  expect(settings.jumpHosts).toEqual([
    { ...jumpHosts[0], port: 22, user: "ops", auth, property: "connection.jumpHosts[0]" },
    { ...jumpHosts[1], auth, property: "connection.jumpHosts[1]" },
  ]);
});
