import * as pulumi from "@pulumi/pulumi";
import { mergeOptions } from "../../provider/core/desired/layers";
import type { Json, JsonObject } from "../../provider/core/json";
import { Daemon } from "./daemon";
import type { ConnectionArgs, DaemonArgs } from "./inputs";
import { BY_ENTRY, type DaemonOptions } from "./options.gen";
import type { Engine } from "./outputs";

/** One host of a fleet: where it is, and what it has beside what all have. */
export interface FleetHostArgs {
  /** At least `host` and `hostKey`; what isn't given is the fleet's. */
  connection: Partial<ConnectionArgs> & Pick<ConnectionArgs, "host" | "hostKey">;
  /** Goes before the fleet's options: maps (labels, logOpts) entry by entry, everything else as a whole. */
  options?: pulumi.Input<DaemonOptions>;
  /** Goes before the fleet's, key by key. */
  extraOptions?: DaemonArgs["extraOptions"];
}

/** What a `Fleet` declares. */
export interface FleetArgs {
  /** What the hosts' connections have in common. */
  connection?: Partial<Omit<ConnectionArgs, "host" | "hostKey">>;
  /** Options of all hosts. */
  options?: pulumi.Input<DaemonOptions>;
  /** Keys of daemon.json for all hosts. */
  extraOptions?: DaemonArgs["extraOptions"];
  /** The hosts by name. A host's `Daemon` is named `FLEET-HOST`. */
  hosts: Record<string, FleetHostArgs>;
}

/**
 * The Docker daemons of several hosts with settings in common: one `Daemon` each.
 *
 * @throws Error where two hosts have the same address
 */
export class Fleet extends pulumi.ComponentResource {
  /** The hosts' `Daemon`s by name. */
  readonly daemons: Readonly<Record<string, Daemon>>;
  /** The hosts' engines by name. */
  readonly engines: pulumi.Output<Record<string, Engine>>;

  constructor(name: string, args: FleetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("dockerd:index:Fleet", name, {}, opts);
    refuseTwins(name, args.hosts);
    this.daemons = Object.fromEntries(
      Object.entries(args.hosts).map(([host, own]) => [host, this.daemon(`${name}-${host}`, args, own)]),
    );
    const engines = Object.entries(this.daemons).map(([host, daemon]) => [host, daemon.engine] as const);
    this.engines = pulumi.output(Object.fromEntries(engines));
    this.registerOutputs({ engines: this.engines });
  }

  private daemon(name: string, fleet: FleetArgs, own: FleetHostArgs): Daemon {
    const layers = pulumi.all([pulumi.output(fleet.options ?? {}), pulumi.output(own.options ?? {})]);
    const extra = pulumi.all([
      pulumi.output(fleet.extraOptions ?? {}),
      pulumi.output(own.extraOptions ?? {}),
    ]);
    const args: DaemonArgs = {
      connection: { ...fleet.connection, ...own.connection },
      options: layers.apply(
        ([shared, mine]) => mergeOptions(plain(shared), plain(mine), BY_ENTRY) as DaemonOptions,
      ),
      extraOptions: extra.apply(([shared, mine]) => ({ ...shared, ...mine })),
    };
    return new Daemon(name, args, { parent: this });
  }
}

/** Options that are declared with undefined aren't declared. */
function plain(options: object): JsonObject {
  return Object.fromEntries(
    Object.entries<Json | undefined>({ ...options }).filter(
      (entry): entry is [string, Json] => entry[1] !== undefined,
    ),
  );
}

/** One daemon has one owner: the second would only be refused on the host. */
function refuseTwins(fleet: string, hosts: FleetArgs["hosts"]): void {
  const seen = new Map<string, string>();
  for (const [name, { connection }] of Object.entries(hosts)) {
    if (typeof connection.host !== "string") continue;
    const place = `${connection.host}:${typeof connection.port === "number" ? connection.port : 22}`;
    const twin = seen.get(place);
    if (twin !== undefined) {
      throw new Error(
        `${fleet}: hosts.${twin} and hosts.${name} are both ${place}; a host's daemon is declared once, so leave one out`,
      );
    }
    seen.set(place, name);
  }
}
