import ipaddr from "ipaddr.js";
import { isJsonObject, type JsonObject } from "../../json";
import { isAddress } from "../types/addresses";
import { logDrivers } from "./drivers";
import type { HostReference, References } from "../option";
import { hostAndPort } from "../types/places";
import { member } from "../types/structure";
import { isText, isTextList } from "../types/basic";

/** Refers to the thing that a value names; values in `skip` have another meaning. */
export const refersTo =
  (kind: HostReference["kind"], ...skip: readonly string[]): References =>
  (value) =>
    isText(value) && value !== "" && !skip.includes(value) ? [{ kind, at: [], value }] : [];

/** Refers to a file if the value is a path and not a keyword. */
export const fileAt: References = (value) =>
  isText(value) && value.startsWith("/") ? [{ kind: "file", at: [], value }] : [];

/** Refers to the group of the engine's own unix sockets; systemd sets the group of docker.socket's. */
export const groupOfSockets: References = (value, { hosts = [] }) =>
  isTextList(hosts) && hosts.some((entry) => entry.startsWith("unix://")) ? refersTo("group")(value, {}) : [];

/** Refers to files that options of logging drivers name: containers don't start without them. */
export const filesOfLogOptions: References = (value) =>
  ["syslog-tls-ca-cert", "syslog-tls-cert", "syslog-tls-key", "splunk-capath"].flatMap((name) =>
    fileAt(member(value, name) ?? null, {}).map((reference) => ({ ...reference, at: [name] })),
  );

const plugin = (value: string, at: HostReference["at"], daemonJson: JsonObject): HostReference => ({
  kind: "plugin",
  at,
  value,
  more: isText(daemonJson["data-root"]) ? daemonJson["data-root"] : "/var/lib/docker",
});

/** Refers to the plugin of a logging driver that isn't built in. */
export const logPlugin: References = (value, daemonJson) =>
  isText(value) && !logDrivers.some(({ name }) => name === value) ? [plugin(value, [], daemonJson)] : [];

export const plugins: References = (value, daemonJson) =>
  isTextList(value) ? value.map((name, at) => plugin(name, [at], daemonJson)) : [];

/** Refers to the programs and shims of runtimes. */
export const programsOfRuntimes: References = (value) =>
  Object.entries(isJsonObject(value) ? value : {}).flatMap(([name, entry]): HostReference[] => {
    const [path, type] = [member(entry, "path"), member(entry, "runtimeType")];
    if (isText(path) && path !== "") return [{ kind: "program", at: [name, "path"], value: path }];
    const isPath = isText(type) && type.startsWith("/");
    return isPath ? [{ kind: "program", at: [name, "runtimeType"], value: type }] : [];
  });

export const openFiles: References = (value) => {
  const hard = member(member(value, "nofile"), "Hard");
  return typeof hard === "number" ? [{ kind: "files", at: ["nofile", "hard"], value: String(hard) }] : [];
};

/** Refers to the addresses of tcp listeners. */
export const listeners: References = (value) =>
  (isTextList(value) ? value : []).flatMap((entry, at) =>
    entry.startsWith("tcp://") ? addressOf(entry.slice("tcp://".length), [at]) : [],
  );

export const listener: References = (value) => (isText(value) ? addressOf(value, []) : []);

/** Returns an address in the kernel's form; none for names, wildcards and loopback, which can't be missing. */
function addressOf(place: string, at: HostReference["at"]): readonly HostReference[] {
  const value = hostAndPort(place)?.host ?? "";
  if (!isAddress(value)) return [];
  const address = ipaddr.parse(value);
  if (["unspecified", "loopback"].includes(address.range())) return [];
  const bytes = address.toByteArray();
  if (address.kind() === "ipv6") {
    const more = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [{ kind: "ipv6", at, value, more }];
  }
  // /proc/net/route has an address in network byte order, printed as a number in host byte order.
  const more = String(bytes.reduceRight((sum, byte) => sum * 256 + byte, 0));
  return [{ kind: "ipv4", at, value, more }];
}
