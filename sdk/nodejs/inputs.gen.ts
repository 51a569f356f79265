// Generated from the records in provider/core/schema/inputs by `npm run generate`. Don't edit.
import type * as pulumi from "@pulumi/pulumi";
import type { JumpHostArgs } from "./jump-host";
import type { DaemonOptions } from "./options.gen";

/** SSH connection to the host. Fields with a `dockerd:` default can be set once for all hosts: by `pulumi config set dockerd:user ops`, or in the environment (`PULUMI_DOCKERD_USER`). */
export interface ConnectionArgs {
  /**
   * Name or address of the host, without user and port. An IPv6 address has no brackets.
   *
   * @example "10.0.0.11"
   */
  host: pulumi.Input<string>;

  /**
   * TCP port of the host's SSH server.
   *
   * @default `dockerd:port` in the stack's config, else 22
   * @example 2222
   */
  port?: pulumi.Input<number>;

  /**
   * SSH host key of the host, any of its keys: the fingerprint (`SHA256:...`, as printed by `ssh-keyscan -t ed25519 HOST | ssh-keygen -lf -`) or the public key (`ssh-ed25519 AAAA...`). The connection is refused if the host presents another key.
   *
   * @example "SHA256:..."
   */
  hostKey: pulumi.Input<string>;

  /**
   * User to log in as: root, or a user with passwordless sudo.
   *
   * @default `dockerd:user` in the stack's config, else "root"
   * @example "ops"
   */
  user?: pulumi.Input<string>;

  /**
   * Private key to log in with: its text, not its path, in OpenSSH, PEM or PKCS#8 format. Kept as a secret.
   *
   * @default `dockerd:privateKey` in the stack's config
   * @example "-----BEGIN OPENSSH PRIVATE KEY-----..."
   */
  privateKey?: pulumi.Input<string>;

  /**
   * Passphrase of `privateKey`. Kept as a secret.
   *
   * @default `dockerd:privateKeyPassword` in the stack's config
   */
  privateKeyPassword?: pulumi.Input<string>;

  /**
   * Path of the SSH agent's socket on the machine that runs Pulumi. Used if no private key is set.
   *
   * @default `dockerd:agentSocketPath` in the stack's config, else the environment's `SSH_AUTH_SOCK`
   * @example "/run/user/1000/ssh-agent.sock"
   */
  agentSocketPath?: pulumi.Input<string>;

  /**
   * SSH servers between the machine that runs Pulumi and the host (bastions), the nearest first: `host`, `hostKey`, and if they differ from 22 and the host's user, `port` and `user`. Each is logged in to with the host's key or agent, and must allow TCP forwarding. Hosts behind the same jump hosts share one connection to them.
   *
   * @example [{"host":"bastion.example.com","hostKey":"SHA256:..."}]
   */
  jumpHosts?: pulumi.Input<pulumi.Input<JumpHostArgs>[]>;
}

/** The engine's TLS files, as the text of PEM files. They are written to the host, and change, as one. They replace `options.tlscacert`, `tlscert` and `tlskey`, which name files that exist on the host already. */
export interface TlsArgs {
  /**
   * Certificate of the authority that signs clients' certificates, as PEM. It enables `tlsverify`, unless `options` set `tls` or `tlsverify`.
   *
   * @example "-----BEGIN CERTIFICATE-----..."
   */
  caCertificate?: pulumi.Input<string>;

  /**
   * The engine's certificate, as PEM; intermediate certificates may follow it.
   *
   * @example "-----BEGIN CERTIFICATE-----..."
   */
  certificate: pulumi.Input<string>;

  /**
   * Private key of `certificate`, as PEM without a passphrase. On the host only root can read it. Kept as a secret.
   *
   * @example "-----BEGIN PRIVATE KEY-----..."
   */
  privateKey: pulumi.Input<string>;
}

/** How a change is applied. */
export interface ApplyArgs {
  /**
   * The most that a change may do to the engine: "none" writes files only, "reload" applies them without a restart, "restart" stops containers unless live-restore is in effect. A change that requires more is refused before the host is changed.
   *
   * @default "restart"
   * @example "reload"
   */
  allowedEffect?: pulumi.Input<"none" | "reload" | "restart">;

  /**
   * The hazards that a change may have, by name. A change with another hazard is refused before the host is changed; the error names the containers, data or listeners concerned. docs/guide.md describes each hazard.
   *
   * @default []
   * @example ["stops-containers"]
   */
  acknowledge?: pulumi.Input<pulumi.Input<"stops-containers" | "hides-data" | "cuts-network" | "opens-api" | "authorization" | "breaks-host-gateway">[]>;

  /**
   * How long the engine may run with an unconfirmed change. After it the host rolls the change back by itself. In seconds, 5 to 86400.
   *
   * @default 60
   * @example 120
   */
  confirmTimeout?: pulumi.Input<number>;

  /**
   * How long to wait after the first verification before the engine is verified again and the change is confirmed. Shorter than `confirmTimeout` and `timeouts.verify`, which include it. By default 0 after a reload whose values the Docker API reports, and 2 otherwise. In seconds, 0 to 86400.
   *
   * @example 10
   */
  settle?: pulumi.Input<number>;

  /**
   * What to do if a change fails after the host was changed: "restore" rolls it back, "keep" leaves it for inspection.
   *
   * @default "restore"
   * @example "keep"
   */
  onFailure?: pulumi.Input<"restore" | "keep">;

  /**
   * What destroy does to the host: "restore" restores the original configuration, and keeps what others have set since; "removeOwned" removes only the managed keys from daemon.json; "leave" changes nothing.
   *
   * @default "restore"
   * @example "removeOwned"
   */
  onDelete?: pulumi.Input<"restore" | "removeOwned" | "leave">;

  /**
   * What refresh and destroy do if the host is unreachable: "fail", or "warn" (refresh keeps the last known state, destroy leaves the host unchanged).
   *
   * @default "fail"
   * @example "warn"
   */
  onUnreachable?: pulumi.Input<"fail" | "warn">;

  /**
   * What happens to keys and entries of daemon.json that the program doesn't declare: "merge" leaves them alone, "exclusive" removes them, and a refresh reports new ones as drift. Destroy restores them.
   *
   * @default "merge"
   * @example "exclusive"
   */
  ownership?: pulumi.Input<"merge" | "exclusive">;

  /**
   * Adopts a host whose manifest names another owner: another resource, or this one in a stack of another backend. Keys that the other owner declared and this one doesn't are removed from daemon.json.
   *
   * @default false
   * @example true
   */
  takeOver?: pulumi.Input<boolean>;
}

/** How long each phase of an operation may take. */
export interface TimeoutArgs {
  /**
   * Timeout of connecting to the host and logging in. In seconds, 1 to 86400.
   *
   * @default 30
   * @example 60
   */
  connect?: pulumi.Input<number>;

  /**
   * Timeout of observing the host and its engine. In seconds, 1 to 86400.
   *
   * @default 30
   * @example 60
   */
  observe?: pulumi.Input<number>;

  /**
   * Timeout of each stop and start of the engine. A stop includes that of its containers: one that ignores SIGTERM takes 10 s. In seconds, 10 to 86400.
   *
   * @default 180
   * @example 300
   */
  apply?: pulumi.Input<number>;

  /**
   * Timeout of the whole verification, `apply.settle` included. In seconds, 1 to 86400.
   *
   * @default 60
   * @example 120
   */
  verify?: pulumi.Input<number>;
}

/** What a `Daemon` declares. */
export interface DaemonArgs {
  /**
   * SSH connection to the host. Fields with a `dockerd:` default can be set once for all hosts: by `pulumi config set dockerd:user ops`, or in the environment (`PULUMI_DOCKERD_USER`).
   */
  connection: pulumi.Input<ConnectionArgs>;

  /**
   * The engine versions that the options are meant for, as a range. Options that no engine of the range accepts are refused before any host is reached, and so is a host whose engine is outside of the range.
   *
   * @example ">=26 <30"
   */
  engineVersion?: pulumi.Input<string>;

  /**
   * dockerd's options: the keys of daemon.json in camelCase. Undeclared keys are left alone.
   *
   * @default {}
   * @example {"labels":{"region":"eu"},"registryMirrors":["https://mirror.example.com"]}
   */
  options?: pulumi.Input<DaemonOptions>;

  /**
   * Keys of daemon.json that `options` doesn't know, by their names there. Only the engine checks them. `null` removes an unmanaged key, also one of a known option, until destroy restores it.
   *
   * @default {}
   * @example {"some-new-key":true}
   */
  extraOptions?: pulumi.Input<Record<string, pulumi.Input<unknown>>>;

  /**
   * The engine's TLS files, as the text of PEM files. They are written to the host, and change, as one. They replace `options.tlscacert`, `tlscert` and `tlskey`, which name files that exist on the host already.
   */
  tls?: pulumi.Input<TlsArgs>;

  /**
   * How a change is applied.
   *
   * @example {"onFailure":"keep","onDelete":"removeOwned"}
   */
  apply?: pulumi.Input<ApplyArgs>;

  /**
   * How long each phase of an operation may take.
   *
   * @example {"apply":300}
   */
  timeouts?: pulumi.Input<TimeoutArgs>;
}

/** The inputs of which two layers, a fleet's and a host's, join by their fields or entries. */
export const JOINED_INPUTS = ["connection","options","extraOptions","apply","timeouts"] as const;

/** The inputs of which the more specific layer is used as a whole. */
export const WHOLE_INPUTS = ["engineVersion","tls"] as const;

/** The fields that are kept as secrets, by their groups. */
export const SECRET_FIELDS = [["connection",["privateKey","privateKeyPassword"]],["tls",["privateKey"]]] as const;
