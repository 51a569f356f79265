import { DaemonError } from "../../core/errors";
import type { ConnectionSettings } from "./settings";

/** What ssh2 adds to its errors: the layer that failed, and for sockets the system's code. */
interface SshError extends Error {
  readonly level?: string;
  readonly code?: string;
}

/** A connection that didn't come about, in a user's words. */
export function connectFailure(error: SshError, settings: ConnectionSettings): DaemonError {
  const { host, port, user } = settings;
  const at = { step: "connect" };
  if (error.level === "client-authentication") {
    const with_ = settings.auth.kind === "agent" ? "any of the agent's keys" : "connection.privateKey";
    return new DaemonError({
      ...at,
      kind: "AuthenticationError",
      what: `the host refused the login of ${user} with ${with_}`,
      remedy: `add the public key to ~${user}/.ssh/authorized_keys there, or correct connection.user or the key`,
    });
  }
  if (error.level === "agent") {
    return new DaemonError({
      ...at,
      kind: "AuthenticationError",
      what: `the SSH agent can't be used: ${error.message}`,
      remedy: "start it, or correct connection.agentSocketPath, or give connection.privateKey",
    });
  }
  if (error.message.startsWith("Cannot parse privateKey")) return unreadableKey(error.message);
  return new DaemonError({
    ...at,
    kind: "ConnectionError",
    what: `no SSH connection to port ${port}: ${error.message}`,
    remedy: `see that ${host} is up and that its port ${port} can be reached from here; correct connection.host or port`,
  });
}

function unreadableKey(message: string): DaemonError {
  const encrypted = message.includes("no passphrase given");
  const wrong = message.includes("bad passphrase") || message.includes("integrity check failed");
  return new DaemonError({
    kind: "AuthenticationError",
    step: "connect",
    what: encrypted
      ? "connection.privateKey is encrypted"
      : wrong
        ? "connection.privateKeyPassword doesn't open connection.privateKey"
        : "connection.privateKey can't be read",
    remedy: encrypted
      ? "set connection.privateKeyPassword, or dockerd:privateKeyPassword in the stack's config"
      : wrong
        ? "correct connection.privateKeyPassword"
        : "give the whole text of an OpenSSH or PEM private key, from its BEGIN to its END line",
  });
}

/** A script that never began: what stands between the login and root. `stderr` is what it said. */
export function notBegun(code: number | undefined, stderr: string, user: string): DaemonError {
  const sudo =
    /sudo: |not in the sudoers|is not allowed to/.test(stderr) || (code === 127 && stderr.includes("sudo"));
  if (!sudo) {
    return new DaemonError({
      kind: "UnsupportedHostError",
      step: "observe",
      what: `the login shell of ${user} ran no script (exit code ${code ?? "unknown"})`,
      detail: stderr,
      remedy:
        "use a user with a login shell that runs commands, without a forced command in sshd or authorized_keys",
    });
  }
  return new DaemonError({
    kind: "PrivilegeError",
    step: "observe",
    what: `${user} can't become root by sudo without a password`,
    detail: stderr,
    remedy: `allow it on the host (${user} ALL=(ALL) NOPASSWD: ALL in /etc/sudoers.d), or set connection.user to root`,
  });
}
