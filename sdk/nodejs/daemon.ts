import * as pulumi from "@pulumi/pulumi";
import type { DaemonArgs } from "./inputs";
import type { Artifact, Engine, LastChange, Status } from "./outputs";
import { DAEMON_PROVIDER } from "./provider-text";

const TYPE = "pulumi-nodejs:dynamic/dockerd:Daemon";

/**
 * The configuration of the Docker daemon on one host.
 *
 * Creating it takes over what the host has: declared options are brought about, everything else in daemon.json stays.
 * Deleting it puts back what was there before.
 *
 * @example
 * new dockerd.Daemon("web-1", {
 *   connection: { host: "10.0.0.11", hostKey: "SHA256:..." },
 *   options: { labels: { region: "eu" }, registryMirrors: ["https://mirror.example.com"] },
 * });
 */
export class Daemon extends pulumi.CustomResource {
  /** The engine as it told itself after the last change or refresh. */
  declare readonly engine: pulumi.Output<Engine>;
  /** Where the engine listens: `fd://` (systemd's socket), `unix:///path`, `tcp://address:port`; empty where none runs. */
  declare readonly endpoints: pulumi.Output<string[]>;
  /** The files that are managed on the host. */
  declare readonly artifacts: pulumi.Output<Artifact[]>;
  /** `SHA256:...` of the key that the host proved to have. */
  declare readonly hostKeyFingerprint: pulumi.Output<string>;
  declare readonly lastChange: pulumi.Output<LastChange>;
  /** How the last change ended. */
  declare readonly status: pulumi.Output<Status>;
  /** The version of the host's docker CLI; null where it has none. */
  declare readonly cliVersion: pulumi.Output<string | null>;
  /** Of the host's /etc/machine-id. Machines that were cloned share it. */
  declare readonly machineId: pulumi.Output<string | null>;

  constructor(name: string, args: DaemonArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      TYPE,
      name,
      {
        ...args,
        connection: connectionOf(args.connection),
        options: args.options ?? {},
        extraOptions: args.extraOptions ?? {},
        tls: args.tls === undefined ? undefined : withSecrets(args.tls, ["privateKey"]),
        drift: {},
        ...OUTPUTS,
        __provider: DAEMON_PROVIDER,
        __urn: urnOf(name, opts?.parent),
      },
      opts,
    );
  }
}

/** Declared as undefined, so that Pulumi makes outputs of them. */
const OUTPUTS = {
  engine: undefined,
  endpoints: undefined,
  artifacts: undefined,
  hostKeyFingerprint: undefined,
  lastChange: undefined,
  status: undefined,
  cliVersion: undefined,
  machineId: undefined,
};

/**
 * A resource's URN, which Pulumi tells no dynamic provider. As a promise it carries no dependency: an output of the
 * parent's would make each child of a component wait for all of them, itself too.
 */
function urnOf(name: string, parent?: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => pulumi.createUrn(name, TYPE, parent).apply(resolve));
}

/** A connection whose key and password are secrets, whatever they were given as; the rest of it isn't. */
const connectionOf = (connection: DaemonArgs["connection"]): pulumi.Input<pulumi.Inputs> =>
  withSecrets(connection, ["privateKey", "privateKeyPassword"]);

/** A record some of whose fields are secrets. */
function withSecrets<T extends object>(
  record: pulumi.Input<T>,
  names: readonly (keyof T & string)[],
): pulumi.Input<pulumi.Inputs> {
  if (pulumi.Output.isInstance(record) || record instanceof Promise) {
    return pulumi.output(record as pulumi.Input<T>).apply((known) => withSecrets(known as T, names));
  }
  const secrets = names
    .filter((name) => record[name] !== undefined)
    .map((name) => [name, pulumi.secret(record[name])] as const);
  return { ...record, ...Object.fromEntries(secrets) };
}
