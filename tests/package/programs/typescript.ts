import * as pulumi from "@pulumi/pulumi";
import * as dockerd from "pulumi-dockerd";

const config = new pulumi.Config();

const args: dockerd.DaemonArgs = {
  connection: { host: config.require("host"), hostKey: config.require("hostKey") },
  options: { labels: { program: "typescript" } },
};
const daemon = new dockerd.Daemon("engine", args);

export const labels: pulumi.Output<string[]> = daemon.engine.labels;
export const node = process.version;
