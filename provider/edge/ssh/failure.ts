import { DaemonError, type ErrorFacts } from "../../core/errors";
import type { HostKey } from "./host-key";
import type { Login } from "./login";
import type { ConnectionSettings } from "../../core/connection/settings";

/** What ssh2 adds to its errors: the layer that failed, and for sockets the system's code. */
interface SshError extends Error {
  readonly level?: string;
}

type LoginState = Pick<Login, "isPartial" | "accepted"> & { readonly banner: { readonly bytes: Buffer } };
type Text = Pick<ErrorFacts, "kind" | "what" | "remedy">;

/** A connection that could not be opened. */
export function connectFailure(
  error: SshError,
  settings: ConnectionSettings,
  login: LoginState,
): DaemonError {
  const detail = login.banner.bytes.toString();
  return new DaemonError({ step: "connect", detail, ...connectText(error, settings, login) });
}

/** What has to be common to both sides, and what to add for it. */
const COMMON = [
  ["key exchange", "curve25519-sha256 to KexAlgorithms"],
  ["C->S cipher", "aes256-gcm@openssh.com to Ciphers"],
  ["S->C cipher", "aes256-gcm@openssh.com to Ciphers"],
  ["C->S MAC", "hmac-sha2-256 to MACs"],
  ["S->C MAC", "hmac-sha2-256 to MACs"],
] as const;

function connectText(error: SshError, settings: ConnectionSettings, login: LoginState): Text {
  const { host, port, auth } = settings;
  const { message } = error;
  if (error.level === "client-authentication") return refusedLogin(settings, login);
  if (error.level === "agent") {
    return {
      kind: "AuthenticationError",
      what: `the SSH agent can't be used: ${message}`,
      remedy: "start it, correct connection.agentSocketPath, or set connection.privateKey",
    };
  }
  if (/too many authentication failures/i.test(message)) {
    return {
      kind: "AuthenticationError",
      what: `sshd closed the connection after too many keys (MaxAuthTries)`,
      remedy:
        auth.kind === "agent"
          ? "set connection.privateKey, or keep only the right key in the SSH agent (`ssh-add -D`, then `ssh-add KEY`)"
          : "raise MaxAuthTries in the host's sshd_config",
    };
  }
  const what = `no SSH connection to port ${port}: ${message}`;
  const [, missing] = COMMON.find(([text]) => message.includes(`no matching ${text}`)) ?? [];
  if (missing !== undefined) {
    return {
      kind: "ConnectionError",
      what,
      remedy: `add ${missing} in the host's sshd_config, and reload sshd`,
    };
  }
  if (login.accepted.length > 0) {
    return {
      kind: "AuthenticationError",
      what: `sshd closed the connection at the login of ${settings.user}: ${message}`,
      remedy: `check that the account may be used (expired? locked? /etc/nologin?), and sshd's log on the host`,
    };
  }
  return {
    kind: "ConnectionError",
    what,
    remedy:
      `check that ${host} is up and that its port ${port} can be reached from here; correct connection.host or port; ` +
      "if sshd limits connections (MaxStartups, PerSourcePenalties, a firewall), run again after some minutes",
  };
}

function refusedLogin({ user, auth }: ConnectionSettings, { isPartial, accepted }: LoginState): Text {
  const kind = "AuthenticationError";
  const key = auth.kind === "agent" ? "any key of the SSH agent" : auth.source;
  const methods = accepted.join(", ");
  if (isPartial) {
    return {
      kind,
      what: `the host accepts the key of ${user}, but requires another factor (${methods}), which isn't supported`,
      remedy: `allow ${user} to log in with the key alone (AuthenticationMethods publickey in the host's sshd_config)`,
    };
  }
  if (accepted.length > 0 && !accepted.includes("publickey")) {
    return {
      kind,
      what: `the host accepts no keys from ${user} (only ${methods})`,
      remedy: "set PubkeyAuthentication yes in the host's sshd_config",
    };
  }
  return {
    kind,
    what: `the host refused the login of ${user} with ${key}`,
    remedy: `add the public key to ~${user}/.ssh/authorized_keys there, or correct connection.user or the key`,
  };
}

/** A host without the pinned key. `shown` are the keys that it has. */
export function hostKeyMismatch(pinned: HostKey, shown: readonly HostKey[]): DaemonError {
  const name = ({ type, fingerprint }: HostKey): string =>
    type === undefined ? fingerprint : `${type} ${fingerprint}`;
  const got =
    shown.length === 0 ? "no key of a supported type (ed25519, ECDSA, RSA)" : shown.map(name).join(", ");
  return new DaemonError({
    kind: "HostKeyError",
    step: "connect",
    what: `host key mismatch: expected ${name(pinned)} (connection.hostKey), got ${got}`,
    remedy:
      "find out why the host has another key before anything else; if it was rebuilt, set connection.hostKey to its new key",
  });
}

export const noAnswer = (seconds: number): string => `no answer within ${seconds} s`;

/** A connection that ended, or was given up, while it was used. */
export function connectionGone(reason: string): DaemonError {
  return new DaemonError({
    kind: "ConnectionError",
    step: "connect",
    what: `the connection was lost: ${reason.trim() === "" ? "it was closed" : reason.trim()}`,
    remedy: "check the load and the network of the host, then run again",
    lost: true,
  });
}

export function sessionRefused({ message }: Error): DaemonError {
  return new DaemonError({
    kind: "ConnectionError",
    step: "connect",
    what: `sshd opens no session: ${message}`,
    remedy: "set MaxSessions to 2 or more in the host's sshd_config, and reload sshd",
  });
}

/** A script that never began: the login shell or sudo kept it from that. `stderr` is what they said. */
export function notBegun(code: number | undefined, stderr: string, user: string): DaemonError {
  return new DaemonError({ step: "observe", detail: stderr, ...notBegunText(code, stderr, user) });
}

function notBegunText(code: number | undefined, stderr: string, user: string): Text {
  const asRoot = "set connection.user to root";
  if (stderr.includes("you must have a tty")) {
    return {
      kind: "PrivilegeError",
      what: `sudo requires a terminal for ${user} (requiretty)`,
      remedy: `add "Defaults:${user} !requiretty" to a file in /etc/sudoers.d on the host, or ${asRoot}`,
    };
  }
  if (code === 127 && stderr.includes("sudo")) {
    return {
      kind: "PrivilegeError",
      what: `sudo isn't installed, and ${user} isn't root`,
      remedy: `install sudo on the host, or ${asRoot}`,
    };
  }
  if (/sudo: |not in the sudoers|is not allowed to/.test(stderr)) {
    return {
      kind: "PrivilegeError",
      what: `${user} has no passwordless sudo`,
      remedy:
        `add "${user} ALL=(ALL) NOPASSWD: ALL" to a file in /etc/sudoers.d on the host, or ${asRoot}; ` +
        "a password for sudo isn't supported yet",
    };
  }
  return {
    kind: "UnsupportedHostError",
    what: `the login shell of ${user} ran no script (exit status ${code ?? "unknown"})`,
    remedy:
      `remove what ends the shell from its startup files (such as \`exit\` in .bashrc) and any forced command in sshd_config ` +
      "or authorized_keys, or set connection.user to another user",
  };
}
