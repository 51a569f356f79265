import type { Json, JsonObject } from "../../json";
import { type Cidr, contains, parseCidr } from "../../options/types/addresses";
import { type Broken, declared, mayBe, memberOf, type Rule, rule, speaksOfSwarm, textOf } from "./rule";

const network = (value: Json | undefined): Cidr | undefined => {
  const text = textOf(value);
  return text === undefined ? undefined : parseCidr(text);
};

/** Whether two networks are known and the second isn't part of the first. */
function outside(outer: Json | undefined, inner: Json | undefined): boolean {
  const [whole, part] = [network(outer), network(inner)];
  return whole !== undefined && part !== undefined && !contains(whole, part);
}

/** A gateway as a network of one address. */
const single = (value: Json | undefined): string | undefined => {
  const text = textOf(value);
  return text === undefined ? undefined : `${text}/${text.includes(":") ? 128 : 32}`;
};

const isBridges = (gateway: Json | undefined, bip: Json | undefined): boolean =>
  textOf(gateway) !== undefined && network(single(gateway))?.address === network(bip)?.address;

const EXCLUDED = ["bip", "bip6"] as const;

const icc =
  (other: string, when: (options: JsonObject) => boolean) =>
  (options: JsonObject): boolean =>
    options.icc === false && options[other] === false && when(options);

export const networkRules: readonly Rule[] = [
  {
    broken: (options) =>
      EXCLUDED.filter((name) => declared(options.bridge) && declared(options[name])).map((at): Broken => ({
        at,
        reason: `only applies to the engine's own bridge; leave out ${at}, or bridge`,
      })),
  },
  rule("fixedCidr", "is outside of bip's network; write a subnet of it", ({ bip, fixedCidr }) =>
    outside(bip, fixedCidr),
  ),
  rule("fixedCidrV6", "is outside of bip6's network; write a subnet of it", ({ bip6, fixedCidrV6 }) =>
    outside(bip6, fixedCidrV6),
  ),
  rule("defaultGateway", "is outside of bip's network; write an address in it", ({ bip, defaultGateway }) =>
    outside(bip, single(defaultGateway)),
  ),
  rule(
    "defaultGateway",
    "is the bridge's own address, which is the gateway anyway; leave it out, or write another one",
    ({ bip, defaultGateway }) => isBridges(defaultGateway, bip),
  ),
  rule(
    "defaultGateway",
    "must be in the bridge's network, which only bip fixes; declare bip as well",
    ({ bip, bridge, defaultGateway }) => declared(defaultGateway) && !declared(bip) && !declared(bridge),
  ),
  rule(
    "defaultGatewayV6",
    "must be in the bridge's network, which only fixedCidrV6 or bip6 fixes; declare one of them as well",
    ({ bip6, fixedCidrV6, bridge, defaultGatewayV6 }) =>
      declared(defaultGatewayV6) && ![bip6, fixedCidrV6, bridge].some(declared),
  ),
  rule(
    "defaultGatewayV6",
    "is outside of the bridge's network; write an address in it",
    ({ bip6, fixedCidrV6, defaultGatewayV6 }) => outside(bip6 ?? fixedCidrV6, single(defaultGatewayV6)),
  ),
  rule(
    "bip6",
    "has no effect without ipv6; declare ipv6: true as well",
    ({ bip6, ipv6 }) => declared(bip6) && ipv6 === false,
  ),
  rule(
    "fixedCidrV6",
    "has no effect without ipv6; declare ipv6: true as well",
    ({ fixedCidrV6, ipv6 }) => declared(fixedCidrV6) && ipv6 === false,
  ),
  rule(
    "fixedCidrV6",
    "required with ipv6 for engines 20.10 to 27.5; set it to an IPv6 network, as in fd00:1::/64",
    ({ ipv6, fixedCidrV6 }) => ipv6 === true && !declared(fixedCidrV6),
    { from: "20.10", to: "28.0" },
  ),
  rule(
    "ipMasq",
    "has no effect with iptables: false; leave it out, or leave iptables on",
    ({ ipMasq, iptables }) => ipMasq === true && iptables === false,
  ),
  rule(
    "icc",
    "false is implemented by iptables rules; leave iptables on, or icc",
    icc("iptables", () => true),
  ),
  rule(
    "icc",
    "false is implemented by ip6tables rules as well if ipv6 is on; leave ip6tables on, or icc",
    icc("ip6tables", ({ ipv6 }) => ipv6 === true),
    { from: "27.0" },
  ),
  rule(
    "ip6tables",
    "requires experimental: true in engines before 27.0; declare it, or leave ip6tables out",
    ({ ip6tables, experimental }) => ip6tables === true && !mayBe(experimental, true),
    { from: "20.10", to: "27.0" },
  ),
  rule(
    "userlandProxy",
    "true makes every reload fail since engine 25.0, unless userlandProxyPath is declared; it is the default: leave it out",
    ({ userlandProxy, userlandProxyPath }) => userlandProxy === true && !declared(userlandProxyPath),
    { from: "25.0" },
  ),
  rule(
    "hostGatewayIp",
    "is the old name of hostGatewayIps; declare that one alone",
    ({ hostGatewayIp, hostGatewayIps }) => declared(hostGatewayIp) && declared(hostGatewayIps),
  ),
  rule(
    "firewallBackend",
    'nftables is incompatible with Swarm; leave out the Swarm options, or write "iptables"',
    (options) =>
      options.firewallBackend === "nftables" &&
      speaksOfSwarm(options) &&
      options.iptables !== false &&
      !mayBe(memberOf(options.features, "swarm-nftables"), true),
  ),
];
