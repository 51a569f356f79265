import { flagsIn, flagsOfKey } from "../command-line/flags";
import type { JsonObject } from "../json";
import type { ObservedSocket } from "./host";

/** Where dockerd listens when it is told nothing. */
const DEFAULT = "unix:///var/run/docker.sock";

/**
 * Where a running engine listens, by its command line, word by word, by its daemon.json, and for `fd://` by the socket
 * units beside docker.socket.
 */
export function endpointsOf(
  argv: readonly string[],
  daemonJson: JsonObject,
  sockets: readonly ObservedSocket[],
): readonly string[] {
  const told = toldHosts(argv, daemonJson);
  const passed = takesAllSockets(told) ? sockets.flatMap(({ endpoints }) => endpoints) : [];
  return [...(told.length === 0 ? [DEFAULT] : told), ...passed];
}

/** The units that open the API over TCP by `fd://` to clients that aren't verified, for the user. */
export function openSockets(
  argv: readonly string[],
  daemonJson: JsonObject,
  sockets: readonly ObservedSocket[],
): readonly string[] {
  const verifies =
    daemonJson.tlsverify === true ||
    flagsIn(argv).some(({ flag, value }) => flag === "--tlsverify" && value !== "false");
  if (verifies || !takesAllSockets(toldHosts(argv, daemonJson))) return [];
  return sockets.flatMap(({ unit, endpoints }) => {
    const open = endpoints.filter((endpoint) => endpoint.startsWith("tcp://"));
    return open.length === 0
      ? []
      : [
          `${unit} opens the engine's API at ${open.join(", ")}, and clients aren't verified: everybody who reaches it becomes root on the host; stop and disable ${unit}, or declare tlsverify`,
        ];
  });
}

function toldHosts(argv: readonly string[], daemonJson: JsonObject): readonly string[] {
  const names = flagsOfKey("hosts");
  const byFlag = flagsIn(argv).flatMap(({ flag, value }) => (names.includes(flag) ? [value ?? ""] : []));
  const inFile = Array.isArray(daemonJson.hosts) ? daemonJson.hosts.map(String) : [];
  return [...byFlag, ...inFile].filter((endpoint) => endpoint !== "");
}

/** `fd://` is every socket that systemd passes; `fd://3` is one of them. */
const takesAllSockets = (told: readonly string[]): boolean =>
  told.some((endpoint) => endpoint === "fd://" || endpoint === "fd://*");
