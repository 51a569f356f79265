import * as pulumi from "@pulumi/pulumi";
import * as dockerd from "pulumi-dockerd";

// How to log in stands in the stack's config: dockerd:user, dockerd:privateKey (or a running SSH agent).
const config = new pulumi.Config();

const engine = new dockerd.Daemon("engine", {
  connection: { host: config.require("host"), hostKey: config.require("hostKey") },
  options: {
    labels: { region: "eu", role: "web" },
    registryMirrors: ["https://mirror.example.com"],
  },
});

export const version = engine.engine.version;
export const labels = engine.engine.labels;
export const mirrors = engine.engine.registryMirrors;
