import { DaemonError } from "../errors";
import { type Connection, CONNECTION_FALLBACKS, type CONNECTION_DEFAULTS } from "../schema/inputs/connection";

/** Authentication by a private key. */
export interface PrivateKeyAuth {
  readonly kind: "privateKey";
  /** The key's text. */
  readonly privateKey: string;
  readonly passphrase?: string;
  /** Where the key is set, for messages: `connection.privateKey`, `dockerd:privateKey`. */
  readonly source: string;
}

/** An SSH server to log in to: a host, or a jump host on the way to it. */
export interface SshTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly auth: PrivateKeyAuth | { readonly kind: "agent"; readonly socket: string };
  /** `SHA256:...`, or the key itself as in known_hosts. */
  readonly hostKey: string;
  /** The property that declares it, for messages: `connection`, `connection.jumpHosts[0]`. */
  readonly property: string;
}

/** A connection with all defaults filled in. */
export interface ConnectionSettings extends SshTarget {
  /** The servers between here and the host, the nearest first. */
  readonly jumpHosts: readonly SshTarget[];
  /** Timeout of all logins with all their attempts, in seconds. */
  readonly timeout: number;
}

/** Settings from the stack's config or the environment, for connections that don't declare them. */
export type ConnectionDefaults = Partial<Pick<Connection, (typeof CONNECTION_DEFAULTS)[number]>>;

/**
 * Completes a declared connection with defaults. Its own key has priority over its own agent, and both over any default.
 * `timeout` is that of the whole login, in seconds.
 *
 * @throws DaemonError if there are no credentials
 */
export function connectionSettings(
  connection: Connection,
  defaults: ConnectionDefaults,
  timeout: number,
): ConnectionSettings {
  const passphrase = connection.privateKeyPassword ?? defaults.privateKeyPassword;
  const user = connection.user ?? defaults.user ?? CONNECTION_FALLBACKS.user;
  const auth =
    authOf(connection, passphrase, "connection.privateKey") ??
    authOf(defaults, passphrase, "dockerd:privateKey (or PULUMI_DOCKERD_PRIVATE_KEY)") ??
    noAuth();
  return {
    host: connection.host,
    port: connection.port ?? defaults.port ?? CONNECTION_FALLBACKS.port,
    user,
    hostKey: connection.hostKey,
    auth,
    property: "connection",
    jumpHosts: (connection.jumpHosts ?? []).map((jump, at) => ({
      host: jump.host,
      port: jump.port ?? CONNECTION_FALLBACKS.port,
      user: jump.user ?? user,
      hostKey: jump.hostKey,
      auth,
      property: `connection.jumpHosts[${at}]`,
    })),
    timeout,
  };
}

function authOf(
  from: ConnectionDefaults,
  passphrase: string | undefined,
  source: string,
): ConnectionSettings["auth"] | undefined {
  if (from.privateKey !== undefined) {
    return {
      kind: "privateKey",
      privateKey: from.privateKey,
      source,
      ...(passphrase === undefined ? {} : { passphrase }),
    };
  }
  return from.agentSocketPath === undefined ? undefined : { kind: "agent", socket: from.agentSocketPath };
}

function noAuth(): never {
  throw new DaemonError({
    kind: "AuthenticationError",
    step: "connect",
    what: "no SSH credentials configured",
    remedy:
      "set connection.privateKey, or once for the stack `pulumi config set --secret dockerd:privateKey < KEY`, " +
      "or start an SSH agent (connection.agentSocketPath, SSH_AUTH_SOCK)",
  });
}
