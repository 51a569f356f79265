import { flagsIn, flagsOfKey } from "../command-line/flags";
import type { JsonObject } from "../json";

/** Where dockerd listens when it is told nothing. */
const DEFAULT = "unix:///var/run/docker.sock";

/** Where a running engine listens, by its command line, word by word, and by its daemon.json. */
export function endpointsOf(argv: readonly string[], daemonJson: JsonObject): readonly string[] {
  const names = flagsOfKey("hosts");
  const byFlag = flagsIn(argv).flatMap(({ flag, value }) => (names.includes(flag) ? [value ?? ""] : []));
  const inFile = Array.isArray(daemonJson.hosts) ? daemonJson.hosts.map(String) : [];
  const told = [...byFlag, ...inFile].filter((endpoint) => endpoint !== "");
  return told.length === 0 ? [DEFAULT] : told;
}
