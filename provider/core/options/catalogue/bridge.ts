import { jsonAt } from "../../json";
import { singleDash } from "../flags";
import { refersTo } from "./host-references";
import { bridgeAddress, gatewayOf, ipam, subnet } from "../types/networks";
import { bridgeOption, shownAt } from "./observables";
import type { Option } from "../option";
import { address, addressOf } from "../types/places";
import { boolean, integer, text, textThat } from "../types/basic";

/** The name of a Linux network interface. */
const interfaceName = textThat((name) =>
  /^[^/\s:]{1,15}$/.test(name)
    ? undefined
    : "isn't the name of a network interface; write up to 15 letters or digits, as in br0, or none",
);

/** The default bridge: the network of containers that are started without --network. */
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
    doc: "Network interface of the default bridge network: docker0, an existing bridge, or none to disable the default network.",
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
    doc: "IPv4 address and prefix length of the default bridge. Containers on it get addresses from the same subnet.",
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
    doc: "IPv6 address and prefix length of the default bridge. It has no effect unless ipv6 is true.",
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
    doc: "The part of the default bridge's IPv4 subnet that container addresses are allocated from.",
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
    doc: "IPv6 subnet of the default bridge. It has no effect unless ipv6 is true.",
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
    doc: "Default IPv4 gateway of containers on the default bridge, in place of the bridge's own address. It must be in the bridge's subnet.",
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
    doc: "Default IPv6 gateway of containers on the default bridge, in place of the bridge's own address.",
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
    doc: "Allows inter-container communication on the default bridge.",
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
    doc: "Default host IP address for published ports.",
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
    // moby: daemon_unix.go disables it then.
    overridden: ({ iptables }) => iptables === false,
    doc: "Masquerades container traffic that leaves the default bridge (source NAT). The engine disables it if iptables is false.",
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
    doc: "Enables IPv6 on the default bridge. Engines 20.10 to 27.5 require fixedCidrV6, too.",
    example: true,
  },
  {
    key: "mtu",
    flags: [{ name: "--mtu", since: "0.8" }, singleDash("-mtu", "0.7.3")],
    type: integer(68, "the engine treats 0 as 1500; write the MTU in bytes, or leave it out"),
    since: "1.10",
    default: 1500,
    bridge: true,
    observable: bridgeOption("driver.mtu"),
    doc: "MTU of the default bridge, in bytes. For other networks set defaultNetworkOpts.",
    example: 1450,
  },
];
