import { versionIn } from "../../core/engine-version";
import type { ObservedHost, Programs } from "../../core/observed/host";
import { parsePrograms } from "../../core/observed/parse";
import type { Cli } from "../../core/survey/survey";
import type { Host } from "../host";
import { askScript } from "../scripts";

/** Seconds for asking them. */
const LIMIT = 30;

/** The CLI of a host. It is only run where its file isn't the one of last time. @throws DaemonError */
export async function cliOf(host: Host, observed: ObservedHost, last: Partial<Cli>): Promise<Cli> {
  const { cliFile } = observed;
  if (cliFile === undefined) return { cliVersion: null, cliFile: null };
  if (cliFile === last.cliFile) return { cliVersion: last.cliVersion ?? null, cliFile };
  const { dockerVersion } = await programsOf(host, observed);
  // Another program of that name (podman-docker's) says something else.
  const version = versionIn(/^Docker version ([^\s,]+)/m.exec(dockerVersion)?.[1] ?? "");
  return { cliVersion: version === "" ? null : version, cliFile };
}

/** What a host's `dockerd --help` prints; undefined where there is none on its PATH. @throws DaemonError */
export async function helpOf(host: Host, observed: ObservedHost): Promise<string | undefined> {
  const { dockerdHelp } = await programsOf(host, observed);
  return dockerdHelp.includes("--") ? dockerdHelp : undefined;
}

async function programsOf(host: Host, { programs }: ObservedHost): Promise<Programs> {
  return programs ?? parsePrograms(await host.run(askScript, { timeout: LIMIT }));
}
