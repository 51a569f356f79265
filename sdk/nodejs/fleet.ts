import * as pulumi from "@pulumi/pulumi";
import { Daemon } from "./daemon";
import type { ConnectionArgs, DaemonArgs } from "./inputs.gen";
import { layered } from "./layers";
import type { DaemonOptions } from "./options.gen";
import type { Engine } from "./outputs";
import { CONNECTION_EXAMPLE, isLater, requireRecord } from "./shape";

/** Settings of a host, or of all hosts of a fleet. */
type Settings = Omit<DaemonArgs, "connection" | "options">;

/** One host of a fleet: its connection, and settings that override the fleet's. */
export interface FleetHostArgs extends Settings {
  /** `host` and `hostKey` are required; other fields default to the fleet's connection. */
  connection: pulumi.Input<Partial<ConnectionArgs> & Pick<ConnectionArgs, "host" | "hostKey">>;
  /** Options that override the fleet's: maps (labels, logOpts) entry by entry, all other values as a whole. */
  options?: pulumi.Input<DaemonOptions>;
}

/** The inputs of a `Fleet`. A value that is undefined isn't declared: a host's undefined value doesn't override the fleet's. */
export interface FleetArgs<Name extends string = string> extends Settings {
  /** Connection settings of all hosts. */
  connection?: pulumi.Input<Partial<Omit<ConnectionArgs, "host" | "hostKey">>>;
  /** Options of all hosts. */
  options?: pulumi.Input<DaemonOptions>;
  /** The hosts by name. A host's `Daemon` is named `FLEET-HOST`. */
  hosts: Readonly<Record<Name, FleetHostArgs>>;
}

/**
 * The Docker daemons of several hosts with shared settings: one `Daemon` per host.
 *
 * @example
 * const fleet = new dockerd.Fleet("web", {
 *   options: { labels: { fleet: "web" } },
 *   hosts: {
 *     "web-1": { connection: { host: "10.0.0.11", hostKey: "SHA256:..." } },
 *     "web-2": { connection: { host: "10.0.0.12", hostKey: "SHA256:..." }, options: { debug: true } },
 *   },
 * });
 * export const versions = fleet.engines.apply((engines) => Object.values(engines).map(({ version }) => version));
 *
 * @throws Error that names the property if `hosts`, a host or its connection is missing or not an object, or if two hosts
 *   have the same address
 */
export class Fleet<Name extends string = string> extends pulumi.ComponentResource {
  /** The `Daemon` of each host, by the host's name. */
  readonly daemons: Readonly<Record<Name, Daemon>>;
  /** The engine of each host, by the host's name. */
  readonly engines: pulumi.Output<Record<string, Engine>>;

  constructor(name: string, args: FleetArgs<Name>, opts?: pulumi.ComponentResourceOptions) {
    requireShape(name, args);
    super("dockerd:index:Fleet", name, {}, opts);
    const hosts = Object.entries<FleetHostArgs>(args.hosts).map(
      ([host, own]) => [host, layered(args, own)] as const,
    );
    refuseTwins(name, hosts);
    const daemons = hosts.map(([host, settings]) => {
      return [host, new Daemon(`${name}-${host}`, settings, { parent: this })] as const;
    });
    this.daemons = Object.fromEntries(daemons) as Record<Name, Daemon>;
    const engines = Object.fromEntries(daemons.map(([host, daemon]) => [host, daemon.engine]));
    this.engines = pulumi.output(engines);
    this.registerOutputs({ engines: this.engines });
  }
}

/** @throws Error that names the property */
function requireShape(name: string, args: FleetArgs): void {
  requireRecord(args, `Fleet ${name}: its second argument`, `{ hosts: { "web-1": ${HOST_EXAMPLE} } }`);
  requireRecord(args.hosts, `Fleet ${name}: hosts`, `{ "web-1": ${HOST_EXAMPLE} }`);
  for (const [host, own] of Object.entries(args.hosts)) {
    const at = `Fleet ${name}: hosts.${host}`;
    requireRecord(own, at, HOST_EXAMPLE);
    if (!isLater(own.connection)) requireRecord(own.connection, `${at}.connection`, CONNECTION_EXAMPLE);
  }
}

const HOST_EXAMPLE = `{ connection: ${CONNECTION_EXAMPLE} }`;

/** Throws if two hosts have one address: a daemon has one owner, so the host would refuse the second. */
function refuseTwins(fleet: string, hosts: readonly (readonly [string, DaemonArgs])[]): void {
  const seen = new Map<string, string>();
  for (const [name, { connection }] of hosts) {
    // An address that isn't known yet can't be compared; the manifest on the host refuses the second owner then.
    if (isLater(connection)) continue;
    const { host, port } = connection;
    if (typeof host !== "string" || (port !== undefined && typeof port !== "number")) continue;
    const place = port === undefined ? host : `${host}:${port}`;
    const twin = seen.get(place.toLowerCase());
    if (twin !== undefined) {
      throw new Error(
        `Fleet ${fleet}: hosts.${twin} and hosts.${name} have the same address, ${place}; remove one of them`,
      );
    }
    seen.set(place.toLowerCase(), name);
  }
}
