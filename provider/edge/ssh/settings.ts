/** Everything that is needed to open a connection, with the defaults filled in. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A key's text, or the path of an agent's socket. */
  readonly auth:
    | { readonly kind: "privateKey"; readonly privateKey: string; readonly passphrase?: string }
    | { readonly kind: "agent"; readonly socket: string };
  /** `SHA256:...`, or the key itself as in known_hosts. */
  readonly hostKey: string;
  /** Seconds, until logged in. */
  readonly timeout: number;
}
