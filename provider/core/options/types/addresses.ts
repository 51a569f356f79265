import ipaddr from "ipaddr.js";

/** An address with a prefix length, `10.0.0.1/24`. */
export interface Cidr {
  readonly kind: "ipv4" | "ipv6";
  /** The address as given. */
  readonly address: string;
  /** The network's own address: all host bits zero. */
  readonly network: string;
  /** The network's last address; all host bits one. */
  readonly last: string;
  readonly prefix: number;
}

/** Whether a text is an address in a plain form: four decimal numbers, or IPv6 with colons; not `0300.1`, `1`, or with a zone. */
export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (ipaddr.IPv6.isValid(text) && !text.includes("%"));
}

export function parseCidr(text: string): Cidr | undefined {
  const [address = "", length = "", ...more] = text.split("/");
  if (more.length > 0 || !isAddress(address) || !/^\d{1,3}$/.test(length)) return undefined;
  const parsed = ipaddr.parse(address);
  const prefix = Number(length);
  const bytes = parsed.toByteArray();
  if (prefix > bytes.length * 8) return undefined;
  const filled = (ones: boolean): string => {
    const masked = bytes.map((byte, at) => {
      const mask = (0xff00 >> Math.min(8, Math.max(0, prefix - at * 8))) & 0xff;
      return ones ? byte | (~mask & 0xff) : byte & mask;
    });
    return ipaddr.fromByteArray(masked).toString();
  };
  return {
    kind: parsed.kind(),
    address: parsed.toString(),
    network: filled(false),
    last: filled(true),
    prefix,
  };
}

/** Whether all of `inner` lies in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return (
    outer.kind === inner.kind &&
    outer.prefix <= inner.prefix &&
    parseCidr(`${inner.network}/${outer.prefix}`)?.network === outer.network
  );
}

export const overlap = (a: Cidr, b: Cidr): boolean => contains(a, b) || contains(b, a);
