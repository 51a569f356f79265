import { versionIn } from "../../core/engine-version";
import type { ObservedHost, Programs } from "../../core/observed/host";
import { parsePrograms } from "../../core/observed/parse";
import type { Cli } from "../../core/survey/survey";
import type { Host } from "../host";
import { askScript } from "../scripts";

/** Timeout in seconds. */
const TIMEOUT = 30;

/** Returns the CLI of a host. Runs it only if its file has changed since the last time. @throws DaemonError */
export async function cliOf(host: Host, observed: ObservedHost, last: Partial<Cli>): Promise<Cli> {
  const { cliFile } = observed;
  if (cliFile === undefined) return { cliVersion: null, cliFile: null };
  if (cliFile === last.cliFile) return { cliVersion: last.cliVersion ?? null, cliFile };
  const { dockerVersion } = await programsOf(host, observed);
  // podman-docker installs another program of that name.
  const version = versionIn(/^Docker version ([^\s,]+)/m.exec(dockerVersion)?.[1] ?? "");
  return { cliVersion: version === "" ? null : version, cliFile };
}

/** Returns the output of a host's `dockerd --help`; undefined if dockerd is not on its PATH. @throws DaemonError */
export async function helpOf(host: Host, observed: ObservedHost): Promise<string | undefined> {
  const { dockerdHelp } = await programsOf(host, observed);
  return dockerdHelp.includes("--") ? dockerdHelp : undefined;
}

async function programsOf(host: Host, { programs }: ObservedHost): Promise<Programs> {
  return programs ?? parsePrograms(await host.run(askScript, { timeout: TIMEOUT }));
}
