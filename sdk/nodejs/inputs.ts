import type * as pulumi from "@pulumi/pulumi";
import type { DaemonOptions } from "./options.gen";

/** How a host is reached over SSH. What isn't given comes from the stack's config (`dockerd:user` ...). */
export interface ConnectionArgs {
  /** Name or address. */
  host: pulumi.Input<string>;

  /**
   * The host's key: its fingerprint, `SHA256:...`, as `ssh-keyscan HOST | ssh-keygen -lf -` prints it, or the key
   * itself, `ssh-ed25519 AAAA...`. Another key is refused.
   */
  hostKey: pulumi.Input<string>;

  /** @default 22, or `dockerd:port` */
  port?: pulumi.Input<number>;

  /**
   * Root, or a user whom sudo asks for no password.
   *
   * @default "root", or `dockerd:user`
   */
  user?: pulumi.Input<string>;

  /**
   * The text of a private key in OpenSSH's or PEM format, not its path. Always kept as a secret.
   *
   * @default `dockerd:privateKey`
   */
  privateKey?: pulumi.Input<string>;

  /** What opens an encrypted `privateKey`. Always kept as a secret. */
  privateKeyPassword?: pulumi.Input<string>;

  /**
   * The socket of an SSH agent on the machine that runs Pulumi.
   *
   * @default `dockerd:agentSocketPath`, else the environment's `SSH_AUTH_SOCK`; used where no key is given
   */
  agentSocketPath?: pulumi.Input<string>;
}

/** What a `Daemon` declares. */
export interface DaemonArgs {
  connection: pulumi.Input<ConnectionArgs>;

  /** dockerd's options: the keys of daemon.json in camelCase. What isn't declared stays as it is on the host. */
  options?: pulumi.Input<DaemonOptions>;

  /**
   * The engines that the options are meant for, as a range: `">=26 <30"`, `"28.x"`. What one of them can't know is told
   * before any host is reached, and a host with another engine is refused.
   */
  engineVersion?: pulumi.Input<string>;

  /** Keys as they stand in daemon.json, for options that this package doesn't know. They aren't checked. */
  extraOptions?: pulumi.Input<Record<string, pulumi.Input<unknown>>>;
}
