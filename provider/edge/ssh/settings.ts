/** A private key to log in with. */
export interface PrivateKeyAuth {
  readonly kind: "privateKey";
  /** The key's text. */
  readonly privateKey: string;
  readonly passphrase?: string;
  /** Where the key is set, for messages: `connection.privateKey`, `dockerd:privateKey`. */
  readonly source: string;
}

/** The parameters of a connection, with defaults filled in. */
export interface ConnectionSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly auth: PrivateKeyAuth | { readonly kind: "agent"; readonly socket: string };
  /** `SHA256:...`, or the key as in known_hosts. */
  readonly hostKey: string;
  /** Timeout until logged in, including all attempts, in seconds. */
  readonly timeout: number;
}
