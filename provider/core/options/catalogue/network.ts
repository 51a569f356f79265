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
      doc: "Address range that the subnets are allocated from, in CIDR notation.",
    },
    { key: "size", type: integer(1), doc: "Prefix length of each subnet." },
  ],
  {
    required: ["base", "size"],
    rule: ({ base, size }) => {
      const cidr = isText(base) ? parseCidr(base) : undefined;
      if (!isText(base) || cidr === undefined) return [];
      const most = cidr.kind === "ipv6" ? 128 : 32;
      if (Number(size) >= cidr.prefix && Number(size) <= most) return [];
      const range = `write a prefix length from ${cidr.prefix} to ${most}`;
      return [{ at: "size", reason: `a subnet of size ${Number(size)} doesn't fit into ${base}; ${range}` }];
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
      const message = `overlaps with ${twin.base}; write networks that don't overlap`;
      context.addIssue({ code: "custom", path: [at, "base"], message });
    });
  }),
};

function overlaps(a: string, b: string): boolean {
  const [first, second] = [parseCidr(a), parseCidr(b)];
  return first !== undefined && second !== undefined && overlap(first, second);
}

/** The engine capitalizes the fields, and reports nothing if no pools are set. */
const shownPools = (value: Json): Json =>
  Array.isArray(value)
    ? (value as Json[]).map((pool) => ({
        base: jsonAt(pool, ["Base"]) ?? jsonAt(pool, ["base"]) ?? null,
        size: jsonAt(pool, ["Size"]) ?? jsonAt(pool, ["size"]) ?? null,
      }))
    : [];

const reportedPools = shownAt("/info", ["DefaultAddressPools"], shownPools, { since: "20.10" });

/** Engine 28.5 reports "invalid Prefix" in place of a pool's network once a network was created. */
const observedPools: Observable = {
  ...reportedPools,
  read: (answer) => {
    const pools = reportedPools.read(answer);
    const isLost =
      Array.isArray(pools) && (pools as Json[]).some((pool) => jsonAt(pool, ["Base"]) === "invalid Prefix");
    return isLost ? undefined : pools;
  },
};

const gateways = stringList(address);
const hostGateways: OptionType = {
  ...gateways,
  schema: (gateways.schema as z.ZodArray<z.ZodString>).superRefine((list, context) => {
    list.forEach((entry, at) => {
      const twin = list.slice(0, at).some((other) => isAddress(other) && kind(other) === kind(entry));
      if (!twin || !isAddress(entry)) return;
      const message = `is a second ${kind(entry)} address; write at most one of each kind`;
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

/** If firewalld is running, the backend's name ends with it. */
const firewallBackend: Observable = shownAt("/info", ["FirewallBackend", "Driver"], (value) =>
  isText(value) ? value.replace(/\+firewalld$/, "") || "iptables" : value,
);

/** Pairs of strings; the proxy's is present only if it is enabled. */
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
    : "isn't a firewall mark; write a 32-bit number, or number/mask, as in 0x1/0x3";
});

/** The engine's use of the host's network, and the defaults of networks and containers. */
export const network: readonly Option[] = [
  {
    key: "ip-forward",
    flags: [{ name: "--ip-forward", since: "0.8" }, singleDash("-ip-forward", "0.8")],
    type: boolean,
    since: "1.10",
    default: true,
    hazards: ["cuts-network"],
    doc: "Enables IP forwarding on the host (net.ipv4.ip_forward) when the engine starts. False leaves the setting alone.",
    example: false,
  },
  {
    key: "ip-forward-no-drop",
    flags: [{ name: "--ip-forward-no-drop" }],
    type: boolean,
    since: "28.0",
    default: false,
    hazards: ["cuts-network"],
    doc: "Prevents the engine from setting the policy of the FORWARD chain to DROP when it enables IP forwarding.",
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
    doc: "Allows the engine to add firewall rules on the host. If false, it sets up neither port mappings nor network isolation.",
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
    doc: "Allows the engine to add IPv6 firewall rules (ip6tables) on the host. Engines before 27.0 require experimental, too.",
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
    doc: "Uses a userland proxy process per published port for loopback traffic.",
    example: false,
  },
  {
    key: "userland-proxy-path",
    flags: [{ name: "--userland-proxy-path" }],
    type: text(absolutePath),
    since: "1.13",
    default: null,
    references: refersTo("program"),
    doc: "Path of the userland proxy binary. By default the engine looks for docker-proxy.",
    example: "/usr/libexec/docker/docker-proxy",
  },
  {
    key: "allow-direct-routing",
    flags: [{ name: "--allow-direct-routing" }],
    type: boolean,
    since: "28.2",
    default: false,
    hazards: ["cuts-network"],
    doc: "Allows other hosts to reach containers directly by their IP addresses, if a route to them exists.",
    example: true,
  },
  {
    key: "bridge-accept-fwmark",
    flags: [{ name: "--bridge-accept-fwmark" }],
    type: text(mark),
    since: "29.0",
    default: null,
    hazards: ["cuts-network"],
    doc: "Firewall mark of packets that the engine's rules accept on bridge networks.",
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
    doc: "Firewall backend of the engine: iptables or nftables. With nftables the engine doesn't enable IP forwarding; enable it on the host.",
    example: "nftables",
  },
  {
    key: "dns",
    flags: [{ name: "--dns", since: "0.8" }, singleDash("-dns", "0.4.1")],
    type: stringList(address),
    since: "1.10",
    default: [],
    appliesTo: "new containers",
    doc: "Default DNS servers of containers.",
    example: ["10.0.0.53"],
  },
  {
    key: "dns-opts",
    flags: [{ name: "--dns-opt" }],
    type: stringList(),
    since: "1.10",
    default: [],
    appliesTo: "new containers",
    doc: "Default resolver options of containers, as in resolv.conf.",
    example: ["timeout:2", "attempts:3"],
  },
  {
    key: "dns-search",
    flags: [{ name: "--dns-search", since: "0.10" }],
    type: stringList(searchDomain),
    since: "1.10",
    default: [],
    appliesTo: "new containers",
    doc: "Default DNS search domains of containers.",
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
    doc: "IP address of the special name host-gateway in `docker run --add-host`. The default is the address of the default bridge.",
    example: "172.30.0.1",
  },
  {
    key: "host-gateway-ips",
    flags: [{ name: "--host-gateway-ip", since: "28.0" }],
    type: hostGateways,
    since: "28.0",
    default: null,
    appliesTo: "new containers",
    doc: "IP addresses of the special name host-gateway in `docker run --add-host`: at most one IPv4 and one IPv6 address.",
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
    observable: observedPools,
    doc: "Default address pools that the subnets of new networks are allocated from, each with prefix length `size` out of `base`. The default bridge uses them, too, unless bip is set.",
    example: [{ base: "172.80.0.0/16", size: 24 }],
  },
  {
    key: "default-network-opts",
    flags: [{ name: "--default-network-opt" }],
    type: mapOf(stringMap, { takes: "values", read: readNetworkOptions }),
    since: "24.0",
    default: {},
    appliesTo: "new networks",
    doc: "Default options of new networks, by network driver. Values are strings, numbers as well.",
    example: { bridge: { "com.docker.network.driver.mtu": "1450" } },
  },
  {
    key: "network-control-plane-mtu",
    flags: [{ name: "--network-control-plane-mtu" }],
    type: integer(500, "the engine treats 0 as 1500; write the MTU in bytes, or leave it out"),
    since: "17.09",
    default: 1500,
    doc: "MTU of the control plane of Swarm networks, in bytes.",
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
    doc: "Port on 127.0.0.1 of the network diagnostic server. The engine starts it at a reload only, not at its own start.",
    example: 2000,
  },
];
