import type * as pulumi from "@pulumi/pulumi";
import type { DaemonOptions } from "./options.gen";

/** How a host is reached over SSH. What isn't given comes from the stack's config (`dockerd:user` ...). */
export interface ConnectionArgs {
  /** Name or address. */
  host: pulumi.Input<string>;

  /**
   * The host's key: its fingerprint, `SHA256:...`, as `ssh-keyscan -t ed25519 HOST | ssh-keygen -lf -` prints it, or the
   * key itself, `ssh-ed25519 AAAA...`. A host with another key is refused.
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
   * The text of a private key in OpenSSH, PEM or PKCS#8 format, not its path. Always kept as a secret.
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

/** The engine's TLS files, as the text of PEM files. They go to the host, and change, as one. */
export interface TlsArgs {
  /** The authority that clients' certificates have to be of. With it `tlsverify` is on unless `options` say otherwise. */
  caCertificate?: pulumi.Input<string>;
  /** The engine's certificate; others of its chain may follow it. */
  certificate: pulumi.Input<string>;
  /** The engine's private key, without a password. Always kept as a secret, and readable by root alone on the host. */
  privateKey: pulumi.Input<string>;
}

/** How a change is applied. */
export interface ApplyArgs {
  /**
   * How long a change may stand unconfirmed once the engine runs with it, in seconds. Then the host undoes it by itself.
   *
   * @default 60
   */
  confirmTimeout?: pulumi.Input<number>;

  /**
   * Seconds after which the engine is looked at once more before a change is confirmed.
   *
   * @default 2
   */
  settle?: pulumi.Input<number>;

  /**
   * What becomes of a change that fails once the host was changed: "restore" puts everything back, "keep" leaves it for
   * those who want to look.
   *
   * @default "restore"
   */
  onFailure?: pulumi.Input<"restore" | "keep">;

  /**
   * What a destroy leaves on the host: "restore" what was there before us, beside what others set since; "removeOwned"
   * today's file without what is ours; "leave" everything.
   *
   * @default "restore"
   */
  onDelete?: pulumi.Input<"restore" | "removeOwned" | "leave">;

  /**
   * What refresh and destroy do about a host that can't be reached: "fail", or "warn" (refresh keeps the last known
   * state, destroy lets the host go as it is).
   *
   * @default "fail"
   */
  onUnreachable?: pulumi.Input<"fail" | "warn">;

  /**
   * Adopts a host whose manifest names another owner: another resource, or this one in a stack of another backend. Keys
   * that the other owner declared and this one doesn't are removed from daemon.json.
   *
   * @default false
   */
  takeOver?: pulumi.Input<boolean>;
}

/** How long each phase may take, in seconds. */
export interface TimeoutArgs {
  /** @default 30 */
  connect?: pulumi.Input<number>;
  /** @default 30 */
  observe?: pulumi.Input<number>;
  /**
   * Each step of systemd's: a stop or a start. An engine stops its containers in it, which may take 10 s each.
   *
   * @default 180
   */
  apply?: pulumi.Input<number>;
  /** @default 60 */
  verify?: pulumi.Input<number>;
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

  /**
   * Keys as they stand in daemon.json, for options that this package doesn't know. They aren't checked. `null` removes a
   * key that others wrote, of a known option too, until destroy restores it.
   */
  extraOptions?: pulumi.Input<Record<string, pulumi.Input<unknown>>>;

  /**
   * The engine's TLS files. They take the place of `options.tlscacert`, `tlscert` and `tlskey`, which name files that are
   * on the host already.
   */
  tls?: pulumi.Input<TlsArgs>;

  /** How a change is applied. */
  apply?: pulumi.Input<ApplyArgs>;

  /** How long each phase may take. */
  timeouts?: pulumi.Input<TimeoutArgs>;
}
