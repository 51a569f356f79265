import { flagsIn, flagsOfKey, isOn } from "../command-line/flags";
import { type EngineVersion, isAtLeast } from "../engine-version";
import type { JsonObject } from "../json";
import type { ObservedSocket } from "./host";

/** dockerd's default listener. */
const DEFAULT = "unix:///var/run/docker.sock";

/**
 * Returns the listeners of a running engine, from its command line, its daemon.json, and for `fd://` from socket units
 * other than docker.socket.
 */
export function endpointsOf(
  argv: readonly string[],
  daemonJson: JsonObject,
  sockets: readonly ObservedSocket[],
): readonly string[] {
  const configured = configuredHosts(argv, daemonJson);
  const passed = takesAllSockets(configured) ? sockets.flatMap(({ endpoints }) => endpoints) : [];
  return [...(configured.length === 0 ? [DEFAULT] : configured), ...passed];
}

/** Makes a note on each socket unit that exposes the API over TCP to unverified clients by `fd://`. */
export function openSockets(
  argv: readonly string[],
  daemonJson: JsonObject,
  sockets: readonly ObservedSocket[],
): readonly string[] {
  if (isOn("tlsverify", daemonJson, argv) || !takesAllSockets(configuredHosts(argv, daemonJson))) return [];
  return sockets.flatMap(({ unit, endpoints }) => {
    const open = endpoints.filter((endpoint) => endpoint.startsWith("tcp://"));
    return open.length === 0
      ? []
      : [
          `${unit} exposes the Docker API at ${open.join(", ")} without verifying clients: anyone who can connect is root on the host; stop and disable ${unit}, or declare tlsverify`,
        ];
  });
}

/** Since this release `tls` requires client certificates, unless tlsverify is false. */
const TLS_VERIFIES = "20.10";

/** Returns the tcp listeners at which an engine doesn't verify clients. */
export function openListeners(
  argv: readonly string[],
  daemonJson: JsonObject,
  version: EngineVersion,
): readonly string[] {
  const isRefused = daemonJson.tlsverify === false;
  const byTls = isOn("tls", daemonJson, argv) && !isRefused && isAtLeast(version, TLS_VERIFIES);
  if (byTls || isOn("tlsverify", daemonJson, argv)) return [];
  return configuredHosts(argv, daemonJson).filter((endpoint) => endpoint.startsWith("tcp://"));
}

function configuredHosts(argv: readonly string[], daemonJson: JsonObject): readonly string[] {
  const names = flagsOfKey("hosts");
  const byFlag = flagsIn(argv).flatMap(({ flag, value }) => (names.includes(flag) ? [value ?? ""] : []));
  const inFile = Array.isArray(daemonJson.hosts) ? daemonJson.hosts.map(String) : [];
  return [...byFlag, ...inFile].filter((endpoint) => endpoint !== "");
}

/** `fd://` takes every socket that systemd passes, `fd://3` a single one. */
const takesAllSockets = (hosts: readonly string[]): boolean =>
  hosts.some((endpoint) => endpoint === "fd://" || endpoint === "fd://*");
