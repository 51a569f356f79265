import type { z } from "zod";
import { type Json, jsonAt } from "../../json";
import { isAddress, overlap, parseCidr } from "../types/addresses";
import { singleDash } from "../flags";
import { refersTo } from "./host-references";
import { subnet } from "../types/networks";
import { shownAt } from "./observables";
import type { FlagValue, Observable, Option, OptionType } from "../option";
import { absolutePath } from "../types/paths";
import { address, searchDomain } from "../types/places";
import { listOf, mapOf, structure } from "../types/structure";
import {
  boolean,
  integer,
  isText,
  oneOf,
  readAssignments,
  stringList,
  stringMap,
  text,
  textThat,
} from "../types/basic";

/** `base=172.80.0.0/16,size=24`, once for each pool. */
const poolFlag: FlagValue = {
  takes: "values",
  read: (values) => {
    const pools = values.map((value) => readAssignments(value.split(",")));
    return pools.every((pool) => /^\d+$/.test(pool?.size ?? "") && pool?.base !== undefined)
      ? pools.map((pool) => ({ base: pool?.base ?? "", size: Number(pool?.size) }))
      : undefined;
  },
};

const pool = structure(
  [
    {
      key: "base",
      type: text(subnet("any", "172.30.0.0/16")),
      doc: "The network from which networks are cut.",
    },
    { key: "size", type: integer(1), doc: "The prefix length of each of them." },
  ],
  {
    needed: ["base", "size"],
    rule: ({ base, size }) => {
      const cidr = isText(base) ? parseCidr(base) : undefined;
      if (!isText(base) || cidr === undefined) return [];
      const most = cidr.kind === "ipv6" ? 128 : 32;
      if (Number(size) >= cidr.prefix && Number(size) <= most) return [];
      const range = `write a prefix length from ${cidr.prefix} to ${most}`;
      return [{ at: "size", reason: `no network of size ${Number(size)} fits into ${base}; ${range}` }];
    },
  },
);

const pools = listOf(pool, poolFlag);
const defaultAddressPools: OptionType = {
  ...pools,
  schema: (pools.schema as z.ZodArray<z.ZodType<{ base: string }>>).superRefine((list, context) => {
    list.forEach(({ base }, at) => {
      const twin = list.slice(0, at).find((other) => overlaps(other.base, base));
      if (twin === undefined) return;
      const message = `overlaps with ${twin.base}; write networks that have no address in common`;
      context.addIssue({ code: "custom", path: [at, "base"], message });
    });
  }),
};

function overlaps(a: string, b: string): boolean {
  const [first, second] = [parseCidr(a), parseCidr(b)];
  return first !== undefined && second !== undefined && overlap(first, second);
}

/** The engine names the fields with capitals and shows nothing where no pools are set. */
const shownPools = (value: Json): Json =>
  Array.isArray(value)
    ? (value as Json[]).map((pool) => ({
        base: jsonAt(pool, ["Base"]) ?? jsonAt(pool, ["base"]) ?? null,
        size: jsonAt(pool, ["Size"]) ?? jsonAt(pool, ["size"]) ?? null,
      }))
    : [];

const gateways = stringList(address);
const hostGateways: OptionType = {
  ...gateways,
  schema: (gateways.schema as z.ZodArray<z.ZodString>).superRefine((list, context) => {
    list.forEach((entry, at) => {
      const twin = list.slice(0, at).some((other) => isAddress(other) && kind(other) === kind(entry));
      if (!twin || !isAddress(entry)) return;
      const message = `is a second ${kind(entry)} address; write one of each kind at most`;
      context.addIssue({ code: "custom", path: [at], message });
    });
  }),
};
const kind = (text: string): string => (text.includes(":") ? "IPv6" : "IPv4");

/** `bridge=com.docker.network.driver.mtu=1400`. */
function readNetworkOptions(values: readonly string[]): Json | undefined {
  const drivers = new Map<string, Record<string, string>>();
  for (const value of values) {
    const [driver = "", name, ...rest] = value.split("=");
    if (driver === "" || !name || rest.length === 0) return undefined;
    drivers.set(driver, { ...drivers.get(driver), [name]: rest.join("=") });
  }
  return Object.fromEntries(drivers);
}

/** firewalld stands beside the backend's name where it runs. */
const firewallBackend: Observable = shownAt("/info", ["FirewallBackend", "Driver"], (value) =>
  isText(value) ? value.replace(/\+firewalld$/, "") || "iptables" : value,
);

/** Pairs of texts, of which the proxy's is there only where it is on. */
const userlandProxy: Observable = {
  endpoint: "/info",
  field: "FirewallBackend.Info[]: EnableUserlandProxy",
  since: "29.5",
  read: (info) => {
    const pairs = jsonAt(info, ["FirewallBackend", "Info"]);
    return Array.isArray(pairs)
      ? (pairs as Json[]).some(
          (pair) => jsonAt(pair, [0]) === "EnableUserlandProxy" && jsonAt(pair, [1]) === "true",
        )
      : undefined;
  },
  normalise: (value) => value,
};

const number = integer(0);
const port: OptionType = {
  ...number,
  schema: (number.schema as z.ZodNumber).refine((value) => value <= 65535, {
    error: "isn't a port; write 1 to 65535, or 0 for none",
  }),
};

const mark = textThat((value) => {
  const numbers = value.split("/").map((part) => (/^(0x[0-9a-f]+|\d+)$/i.test(part) ? Number(part) : NaN));
  return numbers.length <= 2 && numbers.every((number) => number <= 0xffffffff)
    ? undefined
    : "isn't a mark; write a number of 32 bits, or number/mask, as in 0x1/0x3";
});

/** What the engine does to the host's network, and what networks and containers get of it. */
export const network: readonly Option[] = [
  {
    key: "ip-forward",
    flags: [{ name: "--ip-forward", since: "0.8" }, singleDash("-ip-forward", "0.8")],
    type: boolean,
    since: "1.10",
    default: true,
    hazards: ["cuts-network"],
    doc: "Switches the host's forwarding of IP packets on at the engine's start. False leaves it as it is.",
    example: false,
  },
  {
    key: "ip-forward-no-drop",
    flags: [{ name: "--ip-forward-no-drop" }],
    type: boolean,
    since: "28.0",
    default: false,
    hazards: ["cuts-network"],
    doc: "Keeps the engine from making the host's firewall drop forwarded packets when it switches forwarding on.",
    example: true,
  },
  {
    key: "iptables",
    flags: [{ name: "--iptables", since: "0.8" }, singleDash("-iptables", "0.6.5")],
    type: boolean,
    since: "1.10",
    default: true,
    hazards: ["cuts-network"],
    cis: { id: "2.4", advice: "true" },
    doc: "Lets the engine write rules for the host's firewall. Without them published ports and isolation are the host's own business.",
    example: false,
  },
  {
    key: "ip6tables",
    flags: [{ name: "--ip6tables" }],
    type: boolean,
    since: "20.10",
    default: true,
    defaultBefore: [{ before: "27.0", value: false }],
    hazards: ["cuts-network"],
    doc: "The same for IPv6. Engines before 27.0 need experimental for it.",
    example: false,
  },
  {
    key: "userland-proxy",
    flags: [{ name: "--userland-proxy" }],
    type: boolean,
    since: "1.10",
    default: true,
    observable: userlandProxy,
    cis: { id: "2.16", advice: "false" },
    doc: "Carries connections from the host itself to published ports by a process for each port, in place of firewall rules alone.",
    example: false,
  },
  {
    key: "userland-proxy-path",
    flags: [{ name: "--userland-proxy-path" }],
    type: text(absolutePath),
    since: "1.13",
    default: null,
    references: refersTo("program"),
    doc: "The program of that process. Without it the engine looks for docker-proxy.",
    example: "/usr/libexec/docker/docker-proxy",
  },
  {
    key: "allow-direct-routing",
    flags: [{ name: "--allow-direct-routing" }],
    type: boolean,
    since: "28.2",
    default: false,
    hazards: ["cuts-network"],
    doc: "Lets other machines reach containers by their own addresses, where a route leads there.",
    example: true,
  },
  {
    key: "bridge-accept-fwmark",
    flags: [{ name: "--bridge-accept-fwmark" }],
    type: text(mark),
    since: "29.0",
    default: null,
    hazards: ["cuts-network"],
    doc: "Packets with this mark of the firewall's may enter bridge networks whatever the engine's own rules say.",
    example: "0x1/0x3",
  },
  {
    key: "firewall-backend",
    flags: [{ name: "--firewall-backend" }],
    type: oneOf("iptables", "nftables"),
    since: "29.0",
    default: "iptables",
    hazards: ["cuts-network"],
    observable: firewallBackend,
    doc: "By what the engine writes its rules. With nftables it doesn't switch forwarding on: the host has to.",
    example: "nftables",
  },
  {
    key: "dns",
    flags: [{ name: "--dns", since: "0.8" }, singleDash("-dns", "0.4.1")],
    type: stringList(address),
    since: "1.10",
    default: [],
    appliesTo: "new containers",
    doc: "DNS servers of containers that name none.",
    example: ["10.0.0.53"],
  },
  {
    key: "dns-opts",
    flags: [{ name: "--dns-opt" }],
    type: stringList(),
    since: "1.10",
    default: [],
    appliesTo: "new containers",
    doc: "Options of the resolver in containers that name none, as in resolv.conf.",
    example: ["timeout:2", "attempts:3"],
  },
  {
    key: "dns-search",
    flags: [{ name: "--dns-search", since: "0.10" }],
    type: stringList(searchDomain),
    since: "1.10",
    default: [],
    appliesTo: "new containers",
    doc: "DNS search domains of containers that name none.",
    example: ["example.com"],
  },
  {
    key: "host-gateway-ip",
    flags: [{ name: "--host-gateway-ip", removed: "28.0" }],
    type: text(address),
    since: "20.10",
    deprecated: "28.0",
    replacement: "hostGatewayIps",
    default: null,
    appliesTo: "new containers",
    doc: "The address for which host-gateway stands in `docker run --add-host`. By itself that of the default bridge.",
    example: "172.30.0.1",
  },
  {
    key: "host-gateway-ips",
    flags: [{ name: "--host-gateway-ip", since: "28.0" }],
    type: hostGateways,
    since: "28.0",
    default: null,
    appliesTo: "new containers",
    doc: "The addresses for which host-gateway stands in `docker run --add-host`: one of IPv4, one of IPv6, or one of them.",
    example: ["172.30.0.1", "fd00:1::1"],
  },
  {
    key: "default-address-pools",
    flags: [{ name: "--default-address-pool" }],
    type: defaultAddressPools,
    since: "18.06",
    default: [],
    bridge: true,
    appliesTo: "new networks",
    hazards: ["cuts-network"],
    observable: shownAt("/info", ["DefaultAddressPools"], shownPools, { since: "20.10" }),
    doc: "Where new networks take their ranges, and the default bridge where bip doesn't say it: each gets one of `size` (a prefix length) out of a `base`.",
    example: [{ base: "172.80.0.0/16", size: 24 }],
  },
  {
    key: "default-network-opts",
    flags: [{ name: "--default-network-opt" }],
    type: mapOf(stringMap, { takes: "values", read: readNetworkOptions }),
    since: "24.0",
    default: {},
    appliesTo: "new networks",
    doc: "Options that new networks get by themselves, by the networks' driver. Values are strings, numbers too.",
    example: { bridge: { "com.docker.network.driver.mtu": "1450" } },
  },
  {
    key: "network-control-plane-mtu",
    flags: [{ name: "--network-control-plane-mtu" }],
    type: integer(500, "0 means 1500 to the engine; write the MTU in bytes, or leave it out"),
    since: "17.09",
    default: 1500,
    doc: "The MTU of what a Swarm's nodes tell each other of networks, in bytes.",
    example: 1450,
  },
  {
    key: "network-diagnostic-port",
    flags: [{ name: "--network-diagnostic-port" }],
    type: port,
    since: "17.12",
    default: 0,
    reloadSince: "17.12",
    whenRemoved: "reset",
    doc: "A port of 127.0.0.1 with the state of overlay networks. The engine opens it at a reload only: not at its start.",
    example: 2000,
  },
];
