import type { ObservedHost } from "../../core/observed/host";
import type { Host } from "../host";
import { cliScript } from "../scripts";

/** Seconds for asking it. */
const LIMIT = 30;

/** A host's docker CLI: its version, null where there is none, and the file that said so. */
export interface Cli {
  readonly cliVersion: string | null;
  readonly cliFile: string | null;
}

/** The CLI of a host. It is only run where its file isn't the one of last time. @throws DaemonError */
export async function cliOf(host: Host, { cliFile }: ObservedHost, last: Partial<Cli>): Promise<Cli> {
  if (cliFile === undefined) return { cliVersion: null, cliFile: null };
  if (cliFile === last.cliFile) return { cliVersion: last.cliVersion ?? null, cliFile };
  const said = Buffer.from(await host.run(cliScript, { timeout: LIMIT })).toString();
  // Another program of that name (podman-docker's) says something else.
  return { cliVersion: /^Docker version ([^\s,]+)/m.exec(said)?.[1] ?? null, cliFile };
}
