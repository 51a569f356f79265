import { DaemonError, type ErrorFacts } from "../../core/errors";
import type { HostKey } from "./host-key";
import type { Login } from "./login";
import type { SshTarget } from "../../core/connection/settings";

/** An error of ssh2. */
interface SshError extends Error {
  /** The layer that failed: `client-authentication`, `agent`, `client-socket` ... */
  readonly level?: string;
}

type LoginState = Pick<Login, "isPartial" | "accepted"> & { readonly banner: { readonly bytes: Buffer } };
type FailureText = Pick<ErrorFacts, "kind" | "what" | "remedy">;

/** Makes the error of a connection that could not be opened. */
export function connectFailure(error: SshError, target: SshTarget, login: LoginState): DaemonError {
  const detail = login.banner.bytes.toString();
  const { what, ...text } = connectText(error, target, login);
  return new DaemonError({
    step: "connect",
    detail,
    what: `${hopText(target)}${what}`,
    ...text,
    cause: error,
  });
}

/** Names a jump host, before what failed there; empty for the host itself, which the error names anyway. */
const hopText = ({ host, property }: SshTarget): string =>
  property === "connection" ? "" : `jump host ${host} (${property}): `;

/** The algorithms that both sides must share, as ssh2's messages name them, with what to add for each. */
const COMMON = [
  ["key exchange", "curve25519-sha256 to KexAlgorithms"],
  ["C->S cipher", "aes256-gcm@openssh.com to Ciphers"],
  ["S->C cipher", "aes256-gcm@openssh.com to Ciphers"],
  ["C->S MAC", "hmac-sha2-256 to MACs"],
  ["S->C MAC", "hmac-sha2-256 to MACs"],
] as const;

function connectText(error: SshError, target: SshTarget, login: LoginState): FailureText {
  const { host, port, auth, user, property } = target;
  const { message } = error;
  if (error.level === "client-authentication") return refusedLogin(target, login);
  if (error.level === "agent") {
    return {
      kind: "AuthenticationError",
      what: `SSH agent failed: ${message}`,
      remedy: "start the agent, fix connection.agentSocketPath, or set connection.privateKey",
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
  const what = `SSH connection to port ${port} failed: ${message}`;
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
      what: `sshd closed the connection during the login of ${user}: ${message}`,
      remedy:
        "check on the host that the account is not expired or locked (or /etc/nologin present), and see sshd's log",
    };
  }
  return {
    kind: "ConnectionError",
    what,
    remedy:
      `check that ${host} is up and that its port ${port} is reachable; fix ${property}.host or ${property}.port; ` +
      "if sshd limits connections (MaxStartups, PerSourcePenalties, a firewall), run again after some minutes",
  };
}

function refusedLogin(
  { user, auth, host, property }: SshTarget,
  { isPartial, accepted }: LoginState,
): FailureText {
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
      what: `the host does not accept public keys for ${user} (only ${methods})`,
      remedy: "set PubkeyAuthentication yes in the host's sshd_config",
    };
  }
  return {
    kind,
    what: `the host refused the login of ${user} with ${key}`,
    remedy: `add the public key to ~${user}/.ssh/authorized_keys on ${property === "connection" ? "the host" : host}, or fix ${property}.user or the key`,
  };
}

/** The reason by which sshd refuses a channel because of its configuration (RFC 4254, 5.1). */
const PROHIBITED = 1;

/** Makes the error of a jump host that opened no connection to the next server. */
export function forwardFailure(
  error: Error & { readonly reason?: unknown },
  jump: SshTarget,
  { host, port }: Pick<SshTarget, "host" | "port">,
): DaemonError {
  const [what, remedy] =
    error.reason === PROHIBITED
      ? [
          `does not forward connections to ${host}:${port}: ${error.message}`,
          `allow it in the sshd_config of ${jump.host} (AllowTcpForwarding, PermitOpen), and reload sshd`,
        ]
      : [
          `could not connect to ${host}:${port}: ${error.message}`,
          `check from ${jump.host} that ${host} resolves there, is up, and that its port ${port} is reachable`,
        ];
  return new DaemonError({
    kind: "ConnectionError",
    step: "connect",
    what: `${hopText(jump)}${what}`,
    remedy,
    cause: error,
  });
}

/** Makes the error of a host without the pinned key. `received` are the keys that it has. */
export function hostKeyMismatch(
  pinned: HostKey,
  received: readonly HostKey[],
  target: SshTarget,
): DaemonError {
  const property = `${target.property}.hostKey`;
  const name = ({ type, fingerprint }: HostKey): string =>
    type === undefined ? fingerprint : `${type} ${fingerprint}`;
  const got =
    received.length === 0
      ? "no key of a supported type (ed25519, ECDSA, RSA)"
      : received.map(name).join(", ");
  return new DaemonError({
    kind: "HostKeyError",
    step: "connect",
    what: `${hopText(target)}host key mismatch: expected ${name(pinned)} (${property}), got ${got}`,
    remedy: `find out why the host has another key before anything else; if it was rebuilt, set ${property} to its new key`,
  });
}

export const noAnswer = (seconds: number): string => `no answer within ${seconds} s`;

/** Makes the error of an open connection that was lost or given up. */
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
    what: `sshd refused to open a session: ${message}`,
    remedy: "set MaxSessions to 2 or more in the host's sshd_config, and reload sshd",
  });
}

/** Makes the error of a script that never began, because of the login shell or sudo. `stderr` is their output. */
export function notBegun(code: number | undefined, stderr: string, user: string): DaemonError {
  return new DaemonError({ step: "observe", detail: stderr, ...notBegunText(code, stderr, user) });
}

function notBegunText(code: number | undefined, stderr: string, user: string): FailureText {
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
      what: `sudo is not installed, and ${user} is not root`,
      remedy: `install sudo on the host, or ${asRoot}`,
    };
  }
  if (/sudo: |not in the sudoers|is not allowed to/.test(stderr)) {
    return {
      kind: "PrivilegeError",
      what: `${user} has no passwordless sudo`,
      remedy:
        `add "${user} ALL=(ALL) NOPASSWD: ALL" to a file in /etc/sudoers.d on the host, or ${asRoot}; ` +
        "sudo with a password is not supported yet",
    };
  }
  return {
    kind: "UnsupportedHostError",
    what: `the login shell of ${user} did not run the script (exit status ${code ?? "unknown"})`,
    remedy:
      "remove commands that end the shell from its startup files (such as `exit` in .bashrc) and any forced command from " +
      "sshd_config and authorized_keys, or set connection.user to another user",
  };
}
