import * as pulumi from "@pulumi/pulumi";
import type { ConnectionArgs, DaemonArgs } from "./inputs";
import type { Artifact, Engine, LastChange } from "./outputs";
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
  /** The files that are managed on the host. */
  declare readonly artifacts: pulumi.Output<Artifact[]>;
  /** `SHA256:...` of the key that the host proved to have. */
  declare readonly hostKeyFingerprint: pulumi.Output<string>;
  declare readonly lastChange: pulumi.Output<LastChange>;

  constructor(name: string, args: DaemonArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      TYPE,
      name,
      {
        ...args,
        connection: pulumi.output(args.connection).apply(withSecrets),
        options: args.options ?? {},
        extraOptions: args.extraOptions ?? {},
        drift: {},
        ...OUTPUTS,
        __provider: DAEMON_PROVIDER,
        __urn: pulumi.createUrn(name, TYPE, opts?.parent),
      },
      opts,
    );
  }
}

/** Declared as undefined, so that Pulumi makes outputs of them. */
const OUTPUTS = {
  engine: undefined,
  artifacts: undefined,
  hostKeyFingerprint: undefined,
  lastChange: undefined,
};

/** A connection whose key and password are secrets, whatever they were given as. */
function withSecrets(connection: pulumi.Unwrap<ConnectionArgs>): pulumi.Inputs {
  const secret = (value: string | undefined): pulumi.Output<string> | undefined =>
    value === undefined ? undefined : pulumi.secret(value);
  const { privateKey, privateKeyPassword } = connection;
  return { ...connection, privateKey: secret(privateKey), privateKeyPassword: secret(privateKeyPassword) };
}
