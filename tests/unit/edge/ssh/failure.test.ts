import { utils } from "ssh2";
import type { ErrorKind } from "../../../../provider/core/errors";
import { connectFailure, notBegun } from "../../../../provider/edge/ssh/failure";
import type { ConnectionSettings } from "../../../../provider/edge/ssh/settings";

const KEY = "hunter2";
const SETTINGS: ConnectionSettings = {
  host: "10.0.0.11",
  port: 2222,
  user: "ops",
  auth: { kind: "privateKey", privateKey: KEY, passphrase: KEY },
  hostKey: "SHA256:x",
  timeout: 30,
};
const failed = (message: string, level?: string): Error & { level?: string } =>
  Object.assign(new Error(message), level === undefined ? {} : { level });

test.each<[string, Error, ErrorKind, string, RegExp]>([
  [
    "login refused",
    failed("All configured authentication methods failed", "client-authentication"),
    "AuthenticationError",
    "the host refused the login of ops with connection.privateKey",
    /add the public key to ~ops\/\.ssh\/authorized_keys/,
  ],
  [
    "no agent",
    failed("connect ENOENT /run/agent", "agent"),
    "AuthenticationError",
    "the SSH agent can't be used: connect ENOENT /run/agent",
    /connection\.agentSocketPath/,
  ],
  [
    "nobody listens",
    failed("connect ECONNREFUSED 10.0.0.11:2222", "client-socket"),
    "ConnectionError",
    "no SSH connection to port 2222: connect ECONNREFUSED 10.0.0.11:2222",
    /10\.0\.0\.11 is up and that its port 2222/,
  ],
  [
    "no such name",
    failed("getaddrinfo ENOTFOUND web-1", "client-socket"),
    "ConnectionError",
    "no SSH connection to port 2222: getaddrinfo ENOTFOUND web-1",
    /correct connection\.host or port/,
  ],
  [
    "too late",
    failed("Timed out while waiting for handshake", "client-timeout"),
    "ConnectionError",
    "no SSH connection to port 2222: Timed out while waiting for handshake",
    /is up/,
  ],
])("%s", (_name, error, kind, what, remedy) => {
  const { facts, hostState } = connectFailure(error, SETTINGS);
  expect(facts).toMatchObject({ kind, step: "connect", what });
  expect(facts.remedy).toMatch(remedy);
  expect(hostState).toBe("untouched");
});

test("a login that is refused to an agent names the agent", () => {
  const settings: ConnectionSettings = { ...SETTINGS, auth: { kind: "agent", socket: "/run/agent" } };
  const { facts } = connectFailure(failed("no", "client-authentication"), settings);
  expect(facts.what).toBe("the host refused the login of ops with any of the agent's keys");
});

describe("a key that ssh2 can't read", () => {
  const encrypted = utils.generateKeyPairSync("ed25519", {
    passphrase: KEY,
    cipher: "aes256-ctr",
    rounds: 1,
  });

  test.each([
    [
      "is encrypted",
      encrypted.private,
      undefined,
      "connection.privateKey is encrypted",
      /set connection\.privateKeyPassword/,
    ],
    [
      "has another password",
      encrypted.private,
      "wrong",
      "connection.privateKeyPassword doesn't open connection.privateKey",
      /correct connection\.privateKeyPassword/,
    ],
    [
      "is cut",
      encrypted.private.slice(0, 100),
      undefined,
      "connection.privateKey can't be read",
      /whole text/,
    ],
    [
      "is none",
      "-----BEGIN PRIVATE KEY-----\nhunter2\n",
      undefined,
      "connection.privateKey can't be read",
      /whole text/,
    ],
  ])("%s", (_name, key, passphrase, what, remedy) => {
    const parsed = utils.parseKey(key, passphrase);
    expect(parsed).toBeInstanceOf(Error);
    // In ssh2's own words, from Client.connect.
    const error = new Error(`Cannot parse privateKey: ${(parsed as Error).message}`);
    const failure = connectFailure(error, SETTINGS);
    expect(failure.facts).toMatchObject({ kind: "AuthenticationError", step: "connect", what });
    expect(failure.facts.remedy).toMatch(remedy);
    expect(failure.message).not.toContain(KEY);
  });
});

test.each<[number | undefined, string, ErrorKind, string]>([
  [1, "sudo: a password is required\n", "PrivilegeError", "ops can't become root by sudo without a password"],
  [
    1,
    "ops is not in the sudoers file.\n",
    "PrivilegeError",
    "ops can't become root by sudo without a password",
  ],
  [
    1,
    "Sorry, user ops is not allowed to execute '/bin/sh' as root.\n",
    "PrivilegeError",
    "ops can't become root by sudo without a password",
  ],
  [
    127,
    "bash: line 1: exec: sudo: not found\n",
    "PrivilegeError",
    "ops can't become root by sudo without a password",
  ],
  [
    1,
    "This account is currently not available.\n",
    "UnsupportedHostError",
    "the login shell of ops ran no script (exit code 1)",
  ],
  [0, "", "UnsupportedHostError", "the login shell of ops ran no script (exit code 0)"],
  [undefined, "", "UnsupportedHostError", "the login shell of ops ran no script (exit code unknown)"],
])("a script that never began: %s %j", (code, stderr, kind, what) => {
  const { facts, hostState } = notBegun(code, stderr, "ops");
  expect(facts).toMatchObject({ kind, step: "observe", what, detail: stderr });
  expect(facts.remedy).toMatch(/connection\.user|login shell/);
  expect(hostState).toBe("untouched");
});
