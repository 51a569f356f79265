import * as pulumi from "@pulumi/pulumi";
import * as dockerd from "pulumi-dockerd";

// Credentials are set once for all hosts in the stack's config, dockerd:user and dockerd:privateKey, or come from an SSH agent.
const config = new pulumi.Config();

const engine = new dockerd.Daemon("engine", {
  connection: { host: config.require("host"), hostKey: config.require("hostKey") },
  options: {
    labels: { region: "eu", role: "web" },
    registryMirrors: config.getObject<string[]>("mirrors") ?? ["https://mirror.example.com"],
    logOpts: config.getObject<Record<string, string>>("logOpts"),
  },
});

export const version = engine.engine.version;
export const labels = engine.engine.labels;
export const mirrors = engine.engine.registryMirrors;
