import type * as pulumi from "@pulumi/pulumi";
import type { CommandLineNote } from "../../provider/core/command-line/note";
import type { DaemonOptions } from "./options.gen";

export type { CommandLineNote };

type Core = typeof import("../../provider/core/command-line");

/** How a command line is parsed. */
export interface CommandLineSettings {
  /**
   * What parses it: a shell (a script, `/etc/default/docker` of sysvinit) or systemd (a unit's ExecStart and
   * EnvironmentFile). They differ in quotes: a shell splits the value of `$DOCKER_OPTS` at spaces, even inside quotes.
   *
   * @default "shell"; "systemd" for a text that begins with `ExecStart=`
   */
  readBy?: "shell" | "systemd";

  /** The text of the environment file that sets its variables: /etc/default/docker, /etc/sysconfig/docker. */
  environmentFile?: string;

  /**
   * The engine that the options are for, as in "26.1.5" or "20.10". It determines which options are removed.
   *
   * @default the newest
   */
  engineVersion?: string;
}

/** A command line of dockerd, converted to options. */
export interface CommandLine {
  /** The `options` of a `Daemon` that its flags correspond to. */
  options: pulumi.Unwrap<DaemonOptions>;
  /** A note on each flag, with a remedy if it is refused. */
  notes: readonly CommandLineNote[];
}

/**
 * Converts a command line of dockerd to options, from `docker -d` to today's dockerd.
 *
 * @param commandLine its text: `dockerd -D --label a=b`, `ExecStart=/usr/bin/dockerd $OPTIONS`, `DOCKER_OPTS="-D"`; or its
 *   words
 * @example
 * const { options, notes } = dockerd.parseCommandLine("dockerd -D --label a=b -g /data");
 * // options: { debug: true, labels: { a: "b" }, dataRoot: "/data" }
 * // notes: ..., { flag: "-g", kind: "mapped", option: "dataRoot", text: "options.dataRoot; the flag was removed in 23.0" }
 */
export function parseCommandLine(
  commandLine: string | readonly string[],
  settings: CommandLineSettings = {},
): CommandLine {
  const { readBy, environmentFile, engineVersion } = settings;
  // Loaded on demand: it contains the catalogue of options with its schemas, which most programs never use.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const core = require("../../provider/core/command-line") as Core;
  const engine = engineVersion === undefined ? undefined : core.parseEngineVersion(engineVersion);
  if (engineVersion !== undefined && engine === undefined) {
    throw new TypeError(
      `engineVersion: ${JSON.stringify(engineVersion)} is not a version; write it as in "26.1.5" or "20.10"`,
    );
  }
  return core.readCommandLine(commandLine, { readBy, environmentFile, engine });
}
