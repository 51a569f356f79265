import * as pulumi from "@pulumi/pulumi";
import * as dockerd from "pulumi-dockerd";

// How to log in stands in the stack's config, once for all hosts: dockerd:user and dockerd:privateKey (or an SSH agent).
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
