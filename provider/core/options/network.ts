import { z } from "zod";
import { type Json, jsonAt } from "../json";
import { isAddress, overlap, parseCidr } from "./addresses";
import { bridgeOption, shownAt } from "./observables";
import type { Observable, Option } from "./option";
import { boolean, integer, recordList, stringList, text, textThat } from "./types";

const address = textThat((value) =>
  isAddress(value) ? undefined : "isn't an IP address; write it as in 10.0.0.1",
);

/** A network of one kind, in full: no bit of a host is set. */
const subnet = (kind: "ipv4" | "ipv6", example: string): z.ZodType<string> =>
  textThat((value) => {
    const cidr = parseCidr(value);
    if (cidr?.kind !== kind)
      return `isn't an ${kind === "ipv4" ? "IPv4" : "IPv6"} network; write it as in ${example}`;
    return cidr.address === cidr.network
      ? undefined
      : `has host bits set; write ${cidr.network}/${cidr.prefix}`;
  });

const bip = textThat((value) => {
  const cidr = parseCidr(value);
  if (cidr?.kind !== "ipv4")
    return "isn't an IPv4 address with its prefix length; write it as in 172.30.0.1/24";
  if (cidr.prefix >= 31) return "leaves no address for containers; write a prefix length of 30 or less";
  if (cidr.address === cidr.network)
    return "is the network's own address; write the bridge's, as in 172.30.0.1/24";
  return cidr.address === cidr.last ? "is the network's broadcast address; write another one" : undefined;
});

const pools = z
  .strictObject({ base: subnet("ipv4", "172.30.0.0/16").or(subnet("ipv6", "fd00::/48")), size: z.int() })
  .superRefine(({ base, size }, context) => {
    const cidr = parseCidr(base);
    const most = cidr?.kind === "ipv6" ? 128 : 32;
    if (cidr === undefined || (size >= cidr.prefix && size <= most)) return;
    const message = `no network of size ${size} fits into ${base}; write a prefix length from ${cidr.prefix} to ${most}`;
    context.addIssue({ code: "custom", path: ["size"], message });
  });

const poolList = recordList(pools, { base: "string", size: "number" });
const defaultAddressPools = {
  ...poolList,
  schema: z.array(pools).superRefine((list, context) => {
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

/** What the default bridge says of one of its address ranges. */
const ipam = (field: string, read: (config: Json) => Json): Observable => ({
  endpoint: "/networks/bridge",
  field: `IPAM.Config[].${field}`,
  read: (answer) => {
    const configs = jsonAt(answer, ["IPAM", "Config"]);
    const values = Array.isArray(configs)
      ? (configs as Json[]).map(read).filter((value) => value !== null)
      : [];
    return values[0] ?? null;
  },
  normalise: (value) => value,
});

const ofKind = (kind: "ipv4" | "ipv6", config: Json): boolean => {
  const subnet = jsonAt(config, ["Subnet"]);
  return typeof subnet === "string" && parseCidr(subnet)?.kind === kind;
};

/** The default bridge and what containers get of the network. */
export const network: readonly Option[] = [
  {
    key: "bridge",
    flags: ["--bridge", "-b"],
    type: text(),
    since: "1.10",
    default: "docker0",
    observable: {
      endpoint: "/networks/bridge",
      field: 'Options["com.docker.network.bridge.name"]',
      read: (answer) =>
        answer === null ? "none" : (jsonAt(answer, ["Options", "com.docker.network.bridge.name"]) ?? null),
      normalise: (value) => value,
    },
    doc: "The bridge of containers that name no network: one that is there already, or none.",
    example: "none",
  },
  {
    key: "bip",
    flags: ["--bip"],
    type: text(bip),
    since: "1.10",
    default: null,
    observable: ipam("Gateway and .Subnet", (config) => {
      const gateway = jsonAt(config, ["Gateway"]);
      const range = jsonAt(config, ["Subnet"]);
      if (!ofKind("ipv4", config) || typeof gateway !== "string" || typeof range !== "string") return null;
      return `${gateway}/${range.split("/")[1] ?? ""}`;
    }),
    doc: "The address of the default bridge with its prefix length. Containers get theirs from the same network.",
    example: "172.30.0.1/24",
  },
  {
    key: "fixed-cidr",
    flags: ["--fixed-cidr"],
    type: text(subnet("ipv4", "172.30.0.128/25")),
    since: "1.10",
    default: null,
    observable: ipam("IPRange", (config) =>
      ofKind("ipv4", config) ? (jsonAt(config, ["IPRange"]) ?? null) : null,
    ),
    doc: "The part of the default bridge's network from which containers get their addresses.",
    example: "172.30.0.128/25",
  },
  {
    key: "ipv6",
    flags: ["--ipv6"],
    type: boolean,
    since: "1.10",
    default: false,
    observable: shownAt("/networks/bridge", ["EnableIPv6"]),
    doc: "IPv6 on the default bridge. Engines before 28.0 need fixedCidrV6 for it.",
    example: true,
  },
  {
    key: "fixed-cidr-v6",
    flags: ["--fixed-cidr-v6"],
    type: text(subnet("ipv6", "fd00:1::/64")),
    since: "1.10",
    default: null,
    observable: ipam("Subnet", (config) =>
      ofKind("ipv6", config) ? (jsonAt(config, ["Subnet"]) ?? null) : null,
    ),
    doc: "The IPv6 network of the default bridge.",
    example: "fd00:1::/64",
  },
  {
    key: "mtu",
    flags: ["--mtu"],
    type: integer(68),
    since: "1.10",
    default: 1500,
    observable: bridgeOption("driver.mtu"),
    doc: "The MTU of the default bridge, in bytes.",
    example: 1450,
  },
  {
    key: "icc",
    flags: ["--icc"],
    type: boolean,
    since: "1.10",
    default: true,
    observable: bridgeOption("bridge.enable_icc"),
    doc: "Lets containers on the default bridge reach each other.",
    example: false,
  },
  {
    key: "ip",
    flags: ["--ip"],
    type: text(address),
    since: "1.10",
    default: "0.0.0.0",
    observable: bridgeOption("bridge.host_binding_ipv4"),
    doc: "The host's address to which published ports are bound where a container names none.",
    example: "127.0.0.1",
  },
  {
    key: "ip-masq",
    flags: ["--ip-masq"],
    type: boolean,
    since: "1.12",
    default: true,
    observable: bridgeOption("bridge.enable_ip_masquerade"),
    doc: "Hides containers' addresses behind the host's.",
    example: false,
  },
  {
    key: "ip-forward",
    flags: ["--ip-forward"],
    type: boolean,
    since: "1.10",
    default: true,
    doc: "Switches the host's forwarding of IPv4 packets on at the engine's start. False leaves it as it is.",
    example: false,
  },
  {
    key: "iptables",
    flags: ["--iptables"],
    type: boolean,
    since: "1.10",
    default: true,
    doc: "Lets the engine write iptables rules. Without them published ports and isolation are the host's own business.",
    example: false,
  },
  {
    key: "dns",
    flags: ["--dns"],
    type: stringList(address),
    since: "1.10",
    default: [],
    appliesTo: "new containers",
    doc: "DNS servers of containers that name none.",
    example: ["10.0.0.53"],
  },
  {
    key: "dns-search",
    flags: ["--dns-search"],
    type: stringList(),
    since: "1.10",
    default: [],
    appliesTo: "new containers",
    doc: "DNS search domains of containers that name none.",
    example: ["example.com"],
  },
  {
    key: "default-address-pools",
    flags: ["--default-address-pool"],
    type: defaultAddressPools,
    since: "18.06",
    default: [],
    appliesTo: "new networks",
    observable: shownAt("/info", ["DefaultAddressPools"], shownPools),
    doc: "Where new networks take their ranges: each gets one of `size` (a prefix length) out of a `base`.",
    example: [{ base: "172.80.0.0/16", size: 24 }],
  },
];
