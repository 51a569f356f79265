// Compiled, never run: the types that a user's compiler accepts and rejects.
import type { Output } from "@pulumi/pulumi";
import { Daemon, Fleet, type DaemonArgs, type Engine, type FleetArgs } from "pulumi-dockerd";

const connection: DaemonArgs["connection"] = { host: "10.0.0.1", hostKey: "SHA256:..." };
export const daemon = new Daemon("daemon", { connection, options: { labels: { region: "eu" }, mtu: 1400 } });
export const version: Output<string> = daemon.engine.version;

const shared: FleetArgs["options"] = { liveRestore: true };
export const fleet = new Fleet("fleet", {
  options: shared,
  hosts: { one: { connection: { host: "10.0.0.1", hostKey: "SHA256:..." } } },
});
export const engines: Output<Record<string, Engine>> = fleet.engines;
export const one: Daemon = fleet.daemons.one;
export const versionOf = (any: Fleet, host: string): Output<string> | undefined =>
  any.daemons[host]?.engine.version;
export const ofOne = versionOf(fleet, "one");

// @ts-expect-error labels are a record, not a list
export const list = new Daemon("list", { connection, options: { labels: ["region=eu"] } });
// @ts-expect-error no such option
export const typo = new Daemon("typo", { connection, options: { registryMirror: ["https://a.example"] } });
// @ts-expect-error a host without its key
export const keyless = new Daemon("keyless", { connection: { host: "10.0.0.1" } });
// @ts-expect-error no such host
export type Two = (typeof fleet.daemons)["two"];
