const pulumi = require("@pulumi/pulumi");
const { Daemon } = require("pulumi-dockerd");

const config = new pulumi.Config();

const daemon = new Daemon("engine", {
  connection: { host: config.require("host"), hostKey: config.require("hostKey") },
  options: { labels: { program: "commonjs" } },
});

exports.labels = daemon.engine.labels;
exports.node = process.version;
