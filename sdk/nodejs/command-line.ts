import type * as pulumi from "@pulumi/pulumi";
import type { CommandLineNote } from "../../provider/core/command-line/note";
import type { DaemonOptions } from "./options.gen";

export type { CommandLineNote };

type Core = typeof import("../../provider/core/command-line");

/** How a command line is read. */
export interface CommandLineSettings {
  /**
   * Who reads it: a shell (a script, `/etc/default/docker` of sysvinit) or systemd (a unit's ExecStart and
   * EnvironmentFile). They differ in quotes: a shell cuts the value of `$DOCKER_OPTS` at its blanks, whatever is quoted.
   *
   * @default "shell"; "systemd" for a text that begins with `ExecStart=`
   */
  readBy?: "shell" | "systemd";

  /** The text of the environment file that sets its variables: /etc/default/docker, /etc/sysconfig/docker. */
  environmentFile?: string;

  /**
   * The engine that is to have the options, as in "26.1.5" or "20.10". It decides which options are gone.
   *
   * @default the newest
   */
  engineVersion?: string;
}

/** A command line of dockerd in the terms of a program. */
export interface CommandLine {
  /** What its flags set: the `options` of a `Daemon`. */
  options: pulumi.Unwrap<DaemonOptions>;
  /** What became of each flag, and what to write in place of one that is refused. */
  notes: readonly CommandLineNote[];
}

/**
 * Turns a command line of dockerd into options, from `docker -d` to today's dockerd.
 *
 * @param commandLine its text: `dockerd -D --label a=b`, `ExecStart=/usr/bin/dockerd $OPTIONS`, `DOCKER_OPTS="-D"`; or its
 *   words, where these are known
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
  // Loaded when it is first needed: it brings the catalogue of options with its schemas, which most programs never use.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const core = require("../../provider/core/command-line") as Core;
  const engine = engineVersion === undefined ? undefined : core.parseEngineVersion(engineVersion);
  if (engineVersion !== undefined && engine === undefined) {
    throw new TypeError(
      `engineVersion: ${JSON.stringify(engineVersion)} is no version; write it as in "26.1.5" or "20.10"`,
    );
  }
  return core.readCommandLine(commandLine, { readBy, environmentFile, engine });
}
