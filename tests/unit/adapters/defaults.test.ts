import { connectionDefaults } from "../../../provider/adapters/defaults";

type Texts = Readonly<Record<string, string>>;

const defaults = (config: Texts, environment: Texts = {}): unknown =>
  connectionDefaults((key) => config[key], environment);

test.each<[string, Texts, Texts, object]>([
  ["empty if nothing is set", {}, {}, {}],
  [
    "those of the stack's config",
    {
      "dockerd:user": "ops",
      "dockerd:port": "2222",
      "dockerd:privateKey": "key",
      "dockerd:privateKeyPassword": "pw",
      "dockerd:agentSocketPath": "/run/agent",
    },
    {},
    { user: "ops", port: 2222, privateKey: "key", privateKeyPassword: "pw", agentSocketPath: "/run/agent" },
  ],
  [
    "those of the environment",
    {},
    {
      PULUMI_DOCKERD_USER: "ops",
      PULUMI_DOCKERD_PORT: "2222",
      PULUMI_DOCKERD_PRIVATE_KEY: "key",
      PULUMI_DOCKERD_PRIVATE_KEY_PASSWORD: "pw",
      PULUMI_DOCKERD_AGENT_SOCKET_PATH: "/run/agent",
    },
    { user: "ops", port: 2222, privateKey: "key", privateKeyPassword: "pw", agentSocketPath: "/run/agent" },
  ],
  [
    "the config's rather than the environment's",
    { "dockerd:user": "a" },
    { PULUMI_DOCKERD_USER: "b" },
    { user: "a" },
  ],
  [
    "the running agent if nothing else is set",
    {},
    { SSH_AUTH_SOCK: "/run/ssh" },
    { agentSocketPath: "/run/ssh" },
  ],
  [
    "the config's agent rather than the running one",
    { "dockerd:agentSocketPath": "/a" },
    { SSH_AUTH_SOCK: "/b" },
    { agentSocketPath: "/a" },
  ],
  [
    "the environment's agent rather than the running one",
    {},
    { PULUMI_DOCKERD_AGENT_SOCKET_PATH: "/a", SSH_AUTH_SOCK: "/b" },
    { agentSocketPath: "/a" },
  ],
  ["unset for empty values", { "dockerd:user": "" }, { PULUMI_DOCKERD_PORT: "", SSH_AUTH_SOCK: "" }, {}],
  ["unset for unknown names", { user: "a", "docker:user": "b" }, { USER: "c", PULUMI_DOCKERD_HOST: "d" }, {}],
])("the defaults are %s", (_name, config, environment, expected) => {
  expect(defaults(config, environment)).toEqual(expected);
});

test.each(["ssh", "0", "65536", "22.5", "-1", "22 22"])("port %s is refused", (port) => {
  expect(() => defaults({ "dockerd:port": port })).toThrow(
    `dockerd:port in the stack's config is ${port}; write a number from 1 to 65535`,
  );
});

test("a port from the environment is refused under its own name", () => {
  expect(() => defaults({}, { PULUMI_DOCKERD_PORT: "ssh" })).toThrow(/PULUMI_DOCKERD_PORT/);
});

test.each<[string, Texts, Texts, object]>([
  [
    "the environment's key overrides the config's",
    { "dockerd:privateKey": "old", "dockerd:user": "ops" },
    { PULUMI_DOCKERD_PRIVATE_KEY: "new", PULUMI_DOCKERD_USER: "root" },
    { privateKey: "new", user: "ops" },
  ],
  [
    "the environment's agent replaces the config's key",
    { "dockerd:privateKey": "old", "dockerd:privateKeyPassword": "pw" },
    { PULUMI_DOCKERD_AGENT_SOCKET_PATH: "/a" },
    { agentSocketPath: "/a", privateKeyPassword: "pw" },
  ],
  [
    "an empty environment keeps the config's key in addition to the running agent",
    { "dockerd:privateKey": "old" },
    { SSH_AUTH_SOCK: "/b" },
    { privateKey: "old", agentSocketPath: "/b" },
  ],
])("for stored credentials %s", (_name, config, environment, expected) => {
  expect(connectionDefaults((key) => config[key], environment, "stored")).toEqual(expected);
});
