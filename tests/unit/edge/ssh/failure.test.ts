import type { AuthenticationType } from "ssh2";
import type { ErrorKind } from "../../../../provider/core/errors";
import {
  connectFailure,
  forwardFailure,
  hostKeyMismatch,
  notBegun,
  sessionRefused,
} from "../../../../provider/edge/ssh/failure";
import type { ConnectionSettings } from "../../../../provider/core/connection/settings";

const SECRET = "hunter2";
const SETTINGS: ConnectionSettings = {
  host: "10.0.0.11",
  port: 2222,
  user: "ops",
  auth: { kind: "privateKey", privateKey: SECRET, passphrase: SECRET, source: "dockerd:privateKey" },
  hostKey: "SHA256:x",
  property: "connection",
  jumpHosts: [],
  timeout: 30,
};
const AGENT: ConnectionSettings = { ...SETTINGS, auth: { kind: "agent", socket: "/run/agent" } };

/** Returns the state in which a login failed. */
const login = (
  accepted: AuthenticationType[] = [],
  isPartial = false,
  banner = "",
): Parameters<typeof connectFailure>[2] => ({
  accepted,
  isPartial,
  banner: { bytes: Buffer.from(banner) },
});
const failed = (message: string, level?: string): Error & { level?: string } =>
  Object.assign(new Error(message), level === undefined ? {} : { level });
const allRefused = failed("All configured authentication methods failed", "client-authentication");

const NO_CONNECTION = "SSH connection to port 2222 failed: ";

test.each<[string, Error, ReturnType<typeof login>, ConnectionSettings, ErrorKind, string, RegExp]>([
  [
    "a refused login names the key's source",
    allRefused,
    login(["publickey", "password"]),
    SETTINGS,
    "AuthenticationError",
    "the host refused the login of ops with dockerd:privateKey",
    /^add the public key to ~ops\/\.ssh\/authorized_keys/,
  ],
  [
    "a refused login by an agent names the agent",
    allRefused,
    login(["publickey"]),
    AGENT,
    "AuthenticationError",
    "the host refused the login of ops with any key of the SSH agent",
    /authorized_keys/,
  ],
  [
    "a missing second factor is named",
    allRefused,
    login(["password", "keyboard-interactive"], true),
    SETTINGS,
    "AuthenticationError",
    "the host accepts the key of ops, but requires another factor (password, keyboard-interactive), which isn't supported",
    /AuthenticationMethods publickey/,
  ],
  [
    "a host that doesn't accept public keys is named",
    allRefused,
    login(["password"]),
    SETTINGS,
    "AuthenticationError",
    "the host does not accept public keys for ops (only password)",
    /PubkeyAuthentication yes/,
  ],
  [
    "an agent with too many keys is named with the remedy",
    failed("Too many authentication failures"),
    login(["publickey"]),
    AGENT,
    "AuthenticationError",
    "sshd closed the connection after too many keys (MaxAuthTries)",
    /^set connection\.privateKey, or keep only the right key/,
  ],
  [
    "an expired account isn't reported as a network failure",
    failed("the host closed the connection"),
    login(["publickey"], false, "Your account has expired\n"),
    SETTINGS,
    "AuthenticationError",
    "sshd closed the connection during the login of ops: the host closed the connection",
    /expired/,
  ],
  [
    "a missing agent is named",
    failed("connect ENOENT /run/agent", "agent"),
    login(["publickey"]),
    AGENT,
    "AuthenticationError",
    "SSH agent failed: connect ENOENT /run/agent",
    /connection\.agentSocketPath/,
  ],
  [
    "a closed port is named",
    failed("connect ECONNREFUSED 10.0.0.11:2222", "client-socket"),
    login(),
    SETTINGS,
    "ConnectionError",
    `${NO_CONNECTION}connect ECONNREFUSED 10.0.0.11:2222`,
    /10\.0\.0\.11 is up and that its port 2222/,
  ],
  [
    "an unknown name is named",
    failed("getaddrinfo ENOTFOUND web-1", "client-socket"),
    login(),
    SETTINGS,
    "ConnectionError",
    `${NO_CONNECTION}getaddrinfo ENOTFOUND web-1`,
    /fix connection\.host or connection\.port/,
  ],
  [
    "a timeout is named",
    failed("Timed out while waiting for handshake", "client-timeout"),
    login(),
    SETTINGS,
    "ConnectionError",
    `${NO_CONNECTION}Timed out while waiting for handshake`,
    /is up/,
  ],
  [
    "a missing key exchange names what to allow",
    failed("Handshake failed: no matching key exchange algorithm", "handshake"),
    login(),
    SETTINGS,
    "ConnectionError",
    `${NO_CONNECTION}Handshake failed: no matching key exchange algorithm`,
    /^add curve25519-sha256 to KexAlgorithms in the host's sshd_config/,
  ],
  [
    "a missing MAC names what to allow",
    failed("Handshake failed: no matching S->C MAC", "handshake"),
    login(),
    SETTINGS,
    "ConnectionError",
    `${NO_CONNECTION}Handshake failed: no matching S->C MAC`,
    /^add hmac-sha2-256 to MACs /,
  ],
])("%s", (_name, error, state, settings, kind, what, remedy) => {
  const failure = connectFailure(error, settings, state);
  expect(failure.facts).toMatchObject({ kind, step: "connect", what });
  expect(failure.facts.remedy).toMatch(remedy);
  expect(failure.hostState).toBe("untouched");
  expect(failure.message).not.toContain(SECRET);
  expect(failure.facts.detail).toBe(state.banner.bytes.toString());
});

test.each([
  [
    "the keys that the host has",
    [
      { fingerprint: "SHA256:b", type: "ssh-ed25519" as const },
      { fingerprint: "SHA256:c", type: undefined },
    ],
    "ssh-ed25519 SHA256:b, SHA256:c",
  ],
  ["that none of them is supported", [], "no key of a supported type (ed25519, ECDSA, RSA)"],
])("a host key mismatch reports %s", (_name, reported, got) => {
  const { facts } = hostKeyMismatch({ fingerprint: "SHA256:a", type: "ssh-rsa" }, reported, SETTINGS);
  expect(facts).toMatchObject({
    kind: "HostKeyError",
    what: `host key mismatch: expected ssh-rsa SHA256:a (connection.hostKey), got ${got}`,
  });
});

describe("a failure at a jump host names it and its property", () => {
  const JUMP = { ...SETTINGS, host: "bastion", property: "connection.jumpHosts[1]" };
  const HOP = "jump host bastion (connection.jumpHosts[1]): ";

  test("a refused login", () => {
    const { facts } = connectFailure(allRefused, JUMP, login(["publickey"]));
    expect(facts.what).toBe(`${HOP}the host refused the login of ops with dockerd:privateKey`);
    expect(facts.remedy).toBe(
      "add the public key to ~ops/.ssh/authorized_keys on bastion, or fix connection.jumpHosts[1].user or the key",
    );
  });

  test("another host key", () => {
    const { facts } = hostKeyMismatch({ fingerprint: "SHA256:a", type: undefined }, [], JUMP);
    expect(facts.what).toContain(
      `${HOP}host key mismatch: expected SHA256:a (connection.jumpHosts[1].hostKey)`,
    );
    expect(facts.remedy).toContain("set connection.jumpHosts[1].hostKey to its new key");
  });

  test("an unreachable port", () => {
    const { facts } = connectFailure(failed("connect ECONNREFUSED"), JUMP, login());
    expect(facts.what).toBe(`${HOP}SSH connection to port 2222 failed: connect ECONNREFUSED`);
    expect(facts.remedy).toContain("fix connection.jumpHosts[1].host or connection.jumpHosts[1].port");
  });

  test.each([
    [
      1,
      "does not forward connections to 10.0.0.11:2222: (SSH)",
      /AllowTcpForwarding.* of bastion|bastion \(AllowTcp/,
    ],
    [2, "could not connect to 10.0.0.11:2222: (SSH)", /check from bastion that 10\.0\.0\.11 resolves/],
  ])("a channel that is refused for the reason %s", (reason, what, remedy) => {
    const { facts, hostState } = forwardFailure(
      Object.assign(new Error("(SSH)"), { reason }),
      JUMP,
      SETTINGS,
    );
    expect(facts.what).toBe(`${HOP}${what}`);
    expect(facts.remedy).toMatch(remedy);
    expect(hostState).toBe("untouched");
  });
});

test("a refused session names MaxSessions", () => {
  const { facts, hostState } = sessionRefused(new Error("(SSH) Channel open failure: open failed"));
  expect(facts.what).toBe("sshd refused to open a session: (SSH) Channel open failure: open failed");
  expect(facts.remedy).toContain("MaxSessions");
  expect(hostState).toBe("untouched");
});

const NO_SUDO = "ops has no passwordless sudo";
const NOPASSWD = 'add "ops ALL=(ALL) NOPASSWD: ALL"';

test.each<[number | undefined, string, ErrorKind, string, string]>([
  [1, "sudo: a password is required\n", "PrivilegeError", NO_SUDO, NOPASSWD],
  [1, "ops is not in the sudoers file.\n", "PrivilegeError", NO_SUDO, NOPASSWD],
  [1, "Sorry, user ops is not allowed to execute '/bin/sh' as root.\n", "PrivilegeError", NO_SUDO, NOPASSWD],
  [
    1,
    "sudo: sorry, you must have a tty to run sudo\n",
    "PrivilegeError",
    "sudo requires a terminal for ops (requiretty)",
    'add "Defaults:ops !requiretty"',
  ],
  [
    127,
    "bash: line 1: exec: sudo: not found\n",
    "PrivilegeError",
    "sudo is not installed, and ops is not root",
    "install sudo",
  ],
  [
    1,
    "This account is currently not available.\n",
    "UnsupportedHostError",
    "the login shell of ops did not run the script (exit status 1)",
    "remove commands that end the shell",
  ],
  [
    0,
    "",
    "UnsupportedHostError",
    "the login shell of ops did not run the script (exit status 0)",
    "(such as `exit` in .bashrc)",
  ],
  [
    undefined,
    "",
    "UnsupportedHostError",
    "the login shell of ops did not run the script (exit status unknown)",
    "forced command",
  ],
])("a script that never began is reported with the cause: %s %j", (code, stderr, kind, what, remedy) => {
  const { facts, hostState } = notBegun(code, stderr, "ops");
  expect(facts).toMatchObject({ kind, step: "observe", what, detail: stderr });
  expect(facts.remedy).toContain(remedy);
  expect(hostState).toBe("untouched");
});
