import { jsonAt } from "../../json";
import { singleDash } from "../flags";
import { refersTo } from "./host-references";
import { bridgeAddress, gatewayOf, ipam, subnet } from "../types/networks";
import { bridgeOption, shownAt } from "./observables";
import type { Option } from "../option";
import { address, addressOf } from "../types/places";
import { boolean, integer, text, textThat } from "../types/basic";

/** An interface's name, as Linux takes it. */
const interfaceName = textThat((name) =>
  /^[^/\s:]{1,15}$/.test(name)
    ? undefined
    : "isn't an interface's name; write up to 15 letters or digits, as in br0, or none",
);

/** The default bridge: the network of containers that name none. */
export const bridge: readonly Option[] = [
  {
    key: "bridge",
    flags: [
      { name: "--bridge", since: "0.8" },
      { name: "-b", since: "0.1.4" },
    ],
    type: text(interfaceName),
    since: "1.10",
    default: "docker0",
    bridge: true,
    hazards: ["cuts-network"],
    observable: {
      endpoint: "/networks/bridge",
      field: 'Options["com.docker.network.bridge.name"]',
      read: (answer) =>
        answer === null ? "none" : (jsonAt(answer, ["Options", "com.docker.network.bridge.name"]) ?? null),
      normalise: (value) => value,
    },
    references: refersTo("interface", "none", "docker0"),
    doc: "The bridge of containers that name no network: one that is there already, or none.",
    example: "none",
  },
  {
    key: "bip",
    flags: [{ name: "--bip", since: "0.8" }, singleDash("-bip", "0.7.2")],
    type: text(bridgeAddress("ipv4", "172.30.0.1/24")),
    since: "1.10",
    default: null,
    bridge: true,
    hazards: ["cuts-network"],
    observable: ipam("ipv4", "Gateway and .Subnet", gatewayOf),
    doc: "The address of the default bridge with its prefix length. Containers get theirs from the same network.",
    example: "172.30.0.1/24",
  },
  {
    key: "bip6",
    flags: [{ name: "--bip6" }],
    type: text(bridgeAddress("ipv6", "fd00:1::1/64")),
    since: "28.0",
    default: null,
    bridge: true,
    hazards: ["cuts-network"],
    observable: ipam("ipv6", "Gateway and .Subnet", gatewayOf),
    doc: "The IPv6 address of the default bridge with its prefix length. It takes effect together with ipv6.",
    example: "fd00:1::1/64",
  },
  {
    key: "fixed-cidr",
    flags: [{ name: "--fixed-cidr", since: "1.3" }],
    type: text(subnet("ipv4", "172.30.0.128/25")),
    since: "1.10",
    default: null,
    bridge: true,
    observable: ipam("ipv4", "IPRange", (config) => jsonAt(config, ["IPRange"]) ?? null),
    doc: "The part of the default bridge's network from which containers get their addresses.",
    example: "172.30.0.128/25",
  },
  {
    key: "fixed-cidr-v6",
    flags: [{ name: "--fixed-cidr-v6", since: "1.5" }],
    type: text(subnet("ipv6", "fd00:1::/64")),
    since: "1.10",
    default: null,
    bridge: true,
    observable: ipam("ipv6", "Subnet", (config) => jsonAt(config, ["Subnet"]) ?? null),
    doc: "The IPv6 network of the default bridge. It takes effect together with ipv6.",
    example: "fd00:1::/64",
  },
  {
    key: "default-gateway",
    flags: [{ name: "--default-gateway" }],
    type: text(addressOf("IPv4", "172.30.0.254")),
    since: "1.10",
    default: null,
    bridge: true,
    hazards: ["cuts-network"],
    observable: ipam(
      "ipv4",
      "AuxiliaryAddresses.DefaultGatewayIPv4",
      (config) => jsonAt(config, ["AuxiliaryAddresses", "DefaultGatewayIPv4"]) ?? null,
    ),
    doc: "Where containers on the default bridge send what isn't for their own network, in place of the bridge. It lies in that network.",
    example: "172.30.0.254",
  },
  {
    key: "default-gateway-v6",
    flags: [{ name: "--default-gateway-v6" }],
    type: text(addressOf("IPv6", "fd00:1::fe")),
    since: "1.10",
    default: null,
    bridge: true,
    hazards: ["cuts-network"],
    observable: ipam(
      "ipv6",
      "AuxiliaryAddresses.DefaultGatewayIPv6",
      (config) => jsonAt(config, ["AuxiliaryAddresses", "DefaultGatewayIPv6"]) ?? null,
    ),
    doc: "The same for IPv6.",
    example: "fd00:1::fe",
  },
  {
    key: "icc",
    flags: [{ name: "--icc", since: "0.8" }, singleDash("-icc", "0.6.5")],
    type: boolean,
    since: "1.10",
    default: true,
    bridge: true,
    hazards: ["cuts-network"],
    observable: bridgeOption("bridge.enable_icc"),
    cis: { id: "2.2", advice: "false" },
    doc: "Lets containers on the default bridge reach each other.",
    example: false,
  },
  {
    key: "ip",
    flags: [{ name: "--ip", since: "0.8" }, singleDash("-ip", "0.6.5")],
    type: text(address),
    since: "1.10",
    default: "0.0.0.0",
    bridge: true,
    observable: bridgeOption("bridge.host_binding_ipv4"),
    doc: "The host's address to which published ports are bound where a container names none.",
    example: "127.0.0.1",
  },
  {
    key: "ip-masq",
    flags: [{ name: "--ip-masq", since: "1.3" }],
    type: boolean,
    since: "1.12",
    default: true,
    bridge: true,
    hazards: ["cuts-network"],
    observable: bridgeOption("bridge.enable_ip_masquerade"),
    // moby: daemon_unix.go turns it off itself.
    overridden: ({ iptables }) => iptables === false,
    doc: "Hides containers' addresses behind the host's. Without iptables it is off.",
    example: false,
  },
  {
    key: "ipv6",
    flags: [{ name: "--ipv6", since: "1.5" }],
    type: boolean,
    since: "1.10",
    default: false,
    bridge: true,
    observable: shownAt("/networks/bridge", ["EnableIPv6"]),
    doc: "IPv6 on the default bridge. Engines from 20.10 to 27.5 need fixedCidrV6 for it.",
    example: true,
  },
  {
    key: "mtu",
    flags: [{ name: "--mtu", since: "0.8" }, singleDash("-mtu", "0.7.3")],
    type: integer(68, "0 means 1500 to the engine; write the MTU in bytes, or leave it out"),
    since: "1.10",
    default: 1500,
    bridge: true,
    observable: bridgeOption("driver.mtu"),
    doc: "The MTU of the default bridge, in bytes. Other networks get theirs by defaultNetworkOpts.",
    example: 1450,
  },
];
