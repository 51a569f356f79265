import * as pulumi from "@pulumi/pulumi";
import type { DaemonArgs } from "./inputs.gen";
import type { Artifact, Engine, LastChange, Status } from "./outputs";
import { DAEMON_PROVIDER } from "./provider-text";
import { withSecretInputs, withSecretOptions } from "./secrets";
import { CONNECTION_EXAMPLE, isLater, requireRecord } from "./shape";

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

  /** @throws Error that names the property if `args` or its connection is missing or no record */
  constructor(name: string, args: DaemonArgs, opts?: pulumi.CustomResourceOptions) {
    requireShape(name, args);
    super(
      TYPE,
      name,
      {
        ...withSecretInputs(args),
        options: withSecretOptions(args.options ?? {}),
        extraOptions: args.extraOptions ?? {},
        drift: {},
        ...OUTPUTS,
        __provider: DAEMON_PROVIDER,
        __urn: urnOf(name, opts?.parent),
      },
      opts,
    );
  }
}

function requireShape(name: string, args: DaemonArgs): void {
  requireRecord(args, `Daemon ${name}: its second argument`, "{ connection: { ... }, options: { ... } }");
  const { connection } = args;
  if (!isLater(connection)) requireRecord(connection, `Daemon ${name}: connection`, CONNECTION_EXAMPLE);
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
