import type { z } from "zod";
import { type Json, jsonAt } from "../../json";
import { type Cidr, parseCidr } from "./addresses";
import type { Observable } from "../option";
import { textThat } from "./basic";

const FAMILY = { ipv4: "an IPv4", ipv6: "an IPv6", any: "a" } as const;

/** A network in CIDR notation, without host bits. */
export const subnet = (kind: keyof typeof FAMILY, example: string): z.ZodType<string> =>
  textThat((value) => {
    const cidr = parseCidr(value);
    if (cidr === undefined || (kind !== "any" && cidr.kind !== kind))
      return `isn't ${FAMILY[kind]} network; write it as in ${example}`;
    return cidr.address === cidr.network
      ? undefined
      : `has host bits set; write ${cidr.network}/${cidr.prefix}`;
  });

/** The default bridge's address with prefix length. */
export const bridgeAddress = (kind: Cidr["kind"], example: string): z.ZodType<string> =>
  textThat((value) => {
    const cidr = parseCidr(value);
    if (cidr?.kind !== kind)
      return `isn't ${FAMILY[kind]} address with its prefix length; write it as in ${example}`;
    const most = kind === "ipv4" ? 30 : 126;
    if (cidr.prefix > most)
      return `leaves no addresses for containers; write a prefix length of ${most} or less`;
    if (cidr.address === cidr.network)
      return `is the network address; write the bridge's own address, as in ${example}`;
    return kind === "ipv4" && cidr.address === cidr.last
      ? "is the broadcast address; write another one"
      : undefined;
  });

/** A value of an address range of the default bridge. An engine without a default bridge reports nothing. */
export function ipam(kind: Cidr["kind"], field: string, read: (config: Json) => Json): Observable {
  return {
    endpoint: "/networks/bridge",
    field: `IPAM.Config[].${field}`,
    read: (answer) => {
      if (answer === null) return undefined;
      // Without IPv6 the bridge has no IPv6 range, even if daemon.json sets one.
      if (kind === "ipv6" && jsonAt(answer, ["EnableIPv6"]) !== true) return undefined;
      const configs = jsonAt(answer, ["IPAM", "Config"]);
      const values = (Array.isArray(configs) ? (configs as Json[]) : [])
        .filter((config) => kindOf(config) === kind)
        .map(read)
        .filter((value) => value !== null);
      return values[0] ?? null;
    },
    normalise: (value) => value,
  };
}

function kindOf(config: Json): Cidr["kind"] | undefined {
  const range = jsonAt(config, ["Subnet"]);
  return typeof range === "string" ? parseCidr(range)?.kind : undefined;
}

/** A range's gateway with its prefix length: the bridge's own address. */
export function gatewayOf(config: Json): Json {
  const [gateway, range] = [jsonAt(config, ["Gateway"]), jsonAt(config, ["Subnet"])];
  if (typeof gateway !== "string" || typeof range !== "string") return null;
  return `${gateway.split("/")[0] ?? ""}/${range.split("/")[1] ?? ""}`;
}
