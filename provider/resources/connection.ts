import { DaemonError } from "../core/errors";
import type { JsonObject } from "../core/json";
import type { Connection } from "../core/schema/inputs/connection";
import type { ConnectionSettings } from "../edge/ssh/settings";

/** What the stack's config or the environment says for connections that don't say it themselves. */
export type ConnectionDefaults = Partial<
  Pick<Connection, "user" | "port" | "privateKey" | "privateKeyPassword" | "agentSocketPath">
>;

/**
 * A declared connection with its defaults. A key of its own goes before an agent of its own, both before any default.
 * `timeout`: seconds until the connection has to stand.
 *
 * @throws DaemonError if there are no credentials
 */
export function connectionSettings(
  declared: JsonObject,
  defaults: ConnectionDefaults,
  timeout: number,
): ConnectionSettings {
  const connection = declared as unknown as Connection;
  const passphrase = connection.privateKeyPassword ?? defaults.privateKeyPassword;
  return {
    host: connection.host,
    port: connection.port ?? defaults.port ?? 22,
    user: connection.user ?? defaults.user ?? "root",
    hostKey: connection.hostKey,
    auth:
      authOf(connection, passphrase, "connection.privateKey") ??
      authOf(defaults, passphrase, "dockerd:privateKey (or PULUMI_DOCKERD_PRIVATE_KEY)") ??
      noAuth(),
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
