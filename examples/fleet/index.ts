import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as dockerd from "pulumi-dockerd";

/** A host in the inventory file. Without a `privateKeyFile` the SSH agent is used. */
interface Host {
  name: string;
  address: string;
  port?: number;
  user?: string;
  hostKey: string;
  privateKeyFile?: string;
}

const config = new pulumi.Config();
const { hosts } = JSON.parse(readFileSync(config.require("inventory"), "utf8")) as { hosts: Host[] };

const connectionTo = ({ address, port, user, hostKey, privateKeyFile }: Host): dockerd.ConnectionArgs => ({
  host: address,
  port,
  user,
  hostKey,
  privateKey: privateKeyFile === undefined ? undefined : readFileSync(privateKeyFile, "utf8"),
});

const fleet = new dockerd.Fleet("fleet", {
  options: {
    labels: config.requireObject<Record<string, string>>("labels"),
    registryMirrors: config.getObject<string[]>("mirrors"),
    logOpts: config.getObject<Record<string, string>>("logOpts"),
  },
  hosts: Object.fromEntries(hosts.map((host) => [host.name, { connection: connectionTo(host) }])),
});

export const engines = fleet.engines.apply((all) =>
  Object.entries(all).map(([name, { version, labels }]) => ({ name, version, labels })),
);
