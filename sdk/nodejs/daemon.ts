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
 * Create adopts the host: declared options are applied, undeclared keys of daemon.json are left alone. Delete restores the
 * original configuration.
 *
 * @example
 * new dockerd.Daemon("web-1", {
 *   connection: { host: "10.0.0.11", hostKey: "SHA256:..." },
 *   options: { labels: { region: "eu" }, registryMirrors: ["https://mirror.example.com"] },
 * });
 */
export class Daemon extends pulumi.CustomResource {
  /** The engine as reported by its API at the last change or refresh. */
  declare readonly engine: pulumi.Output<Engine>;
  /** The addresses that the engine listens on: `fd://` (systemd's socket), `unix:///path`, `tcp://address:port`. Empty if it isn't running. */
  declare readonly endpoints: pulumi.Output<string[]>;
  /** The managed files on the host. */
  declare readonly artifacts: pulumi.Output<Artifact[]>;
  /** Fingerprint of the host key that was verified, `SHA256:...`. */
  declare readonly hostKeyFingerprint: pulumi.Output<string>;
  /** The last change of the host: its effect, whether it was verified, and its steps. */
  declare readonly lastChange: pulumi.Output<LastChange>;
  /** The result of the last change. */
  declare readonly status: pulumi.Output<Status>;
  /** The version of the host's docker CLI; null if it has none. */
  declare readonly cliVersion: pulumi.Output<string | null>;
  /** The host's machine id (/etc/machine-id). Cloned machines share it. */
  declare readonly machineId: pulumi.Output<string | null>;

  /** @throws Error that names the property if `args` or its connection is missing or not an object */
  constructor(name: string, args: DaemonArgs, opts?: pulumi.CustomResourceOptions) {
    requireShape(name, args);
    super(
      TYPE,
      name,
      {
        ...withSecretInputs(args),
        options: withSecretOptions(args.options ?? {}),
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

/** Declared as undefined, so that Pulumi creates outputs for them. */
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
 * Returns a resource's URN, which Pulumi doesn't pass to dynamic providers. As a promise it carries no dependency: an output
 * of the parent would make each child of a component wait for all children, including itself.
 */
function urnOf(name: string, parent?: pulumi.Resource): Promise<string> {
  return new Promise((resolve) => pulumi.createUrn(name, TYPE, parent).apply(resolve));
}
