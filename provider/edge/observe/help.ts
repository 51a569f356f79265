import type { Host } from "../host";
import { helpScript } from "../scripts";

/** Seconds for asking it. */
const LIMIT = 30;

/** What a host's `dockerd --help` prints; undefined where there is none on its PATH. @throws DaemonError */
export async function helpOf(host: Host): Promise<string | undefined> {
  const text = Buffer.from(await host.run(helpScript, { timeout: LIMIT })).toString();
  return text.includes("--") ? text : undefined;
}
