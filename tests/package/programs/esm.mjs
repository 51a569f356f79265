import { Config } from "@pulumi/pulumi";
import { Fleet } from "pulumi-dockerd";

const config = new Config();

const fleet = new Fleet("web", {
  options: { labels: { program: "esm" } },
  hosts: {
    one: { connection: { host: config.require("host"), hostKey: config.require("hostKey") } },
  },
});

export const labels = fleet.engines.apply(({ one }) => one.labels);
export const node = process.version;
