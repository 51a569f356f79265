import { type ConnectionDefaults, connectionSettings } from "../../../../provider/core/connection/settings";
import { DaemonError } from "../../../../provider/core/errors";
import type { Connection } from "../../../../provider/core/schema/inputs/connection";

const DECLARED = { host: "10.0.0.11", hostKey: "SHA256:x" };
const OWN = "connection.privateKey";
const DEFAULT = "dockerd:privateKey (or PULUMI_DOCKERD_PRIVATE_KEY)";
const DEFAULTS: ConnectionDefaults = { user: "ops", port: 2222, privateKey: "default key" };

test("all from the declaration", () => {
  const declared = { ...DECLARED, user: "me", port: 22, privateKey: "own key", privateKeyPassword: "pw" };
  expect(connectionSettings(declared, DEFAULTS, 30)).toEqual({
    host: "10.0.0.11",
    port: 22,
    user: "me",
    hostKey: "SHA256:x",
    auth: { kind: "privateKey", privateKey: "own key", source: OWN, passphrase: "pw" },
    timeout: 30,
  });
});

test("what isn't declared comes from the defaults", () => {
  expect(connectionSettings(DECLARED, DEFAULTS, 30)).toMatchObject({
    port: 2222,
    user: "ops",
    auth: { kind: "privateKey", privateKey: "default key", source: DEFAULT },
  });
});

test("what nobody says is root at port 22", () => {
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
  ["its own key before its own agent", { privateKey: "own", agentSocketPath: "/own" }, {}, key("own")],
  [
    "its own agent before a key by default",
    { agentSocketPath: "/own" },
    { privateKey: "default" },
    agent("/own"),
  ],
  [
    "its own key before all defaults",
    { privateKey: "own" },
    { privateKey: "default", agentSocketPath: "/default" },
    key("own"),
  ],
  [
    "a key by default before an agent by default",
    {},
    { privateKey: "default", agentSocketPath: "/default" },
    key("default"),
  ],
  ["an agent by default", {}, { agentSocketPath: "/default" }, agent("/default")],
  [
    "a password by default for the key by default",
    {},
    { privateKey: "default", privateKeyPassword: "pw" },
    key("default", "pw"),
  ],
  [
    "its own password for the key by default",
    { privateKeyPassword: "own" },
    { privateKey: "default" },
    key("default", "own"),
  ],
  [
    "its own password before one by default",
    { privateKeyPassword: "own" },
    { privateKey: "default", privateKeyPassword: "pw" },
    key("default", "own"),
  ],
  [
    "a password by default for its own key",
    { privateKey: "own" },
    { privateKeyPassword: "pw" },
    key("own", "pw"),
  ],
])("%s", (_name, declared, defaults, auth) => {
  expect(connectionSettings({ ...DECLARED, ...declared }, defaults, 30).auth).toEqual(auth);
});

test("without any way to log in an error names all of them", () => {
  const act = (): unknown => connectionSettings(DECLARED, {}, 30);
  expect(act).toThrow(DaemonError);
  expect(act).toThrow(/^AuthenticationError: no SSH credentials configured\n/);
  expect(act).toThrow(/connection\.privateKey.*dockerd:privateKey.*SSH agent/s);
});
