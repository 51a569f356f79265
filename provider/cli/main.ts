#!/usr/bin/env node
import { createRequire } from "node:module";
import { processIo } from "./io";
import { run } from "./run";

const { version } = createRequire(__filename)("pulumi-dockerd/package.json") as { version: string };

// A reader that closes the pipe early (`| head`) isn't an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
process.exitCode = run(process.argv.slice(2), processIo, version);
