import { contains, parseCidr } from "../options/addresses";

/** Declared options by name; their shapes aren't checked yet. */
type Declared = Readonly<Record<string, unknown>>;

/** A rule across options: what dockerd refuses at its start, or accepts and then ignores. */
interface Rule {
  /** The option at which the failure is shown. */
  readonly at: string;
  readonly broken: (options: Declared) => boolean;
  readonly reason: string;
}

const network = (value: unknown): ReturnType<typeof parseCidr> =>
  typeof value === "string" ? parseCidr(value) : undefined;

/** Whether two networks are given and the first doesn't hold the second. */
function outside(outer: unknown, inner: unknown): boolean {
  const [whole, part] = [network(outer), network(inner)];
  return whole !== undefined && part !== undefined && !contains(whole, part);
}

const rules: readonly Rule[] = [
  {
    at: "bip",
    broken: ({ bridge, bip }) => bridge !== undefined && bip !== undefined,
    reason: "is for the engine's own bridge; leave out bip, or bridge",
  },
  {
    at: "fixedCidr",
    broken: ({ bip, fixedCidr }) => outside(bip, fixedCidr),
    reason: "lies outside of bip's network; write a part of that network",
  },
  {
    at: "icc",
    broken: ({ icc, iptables }) => icc === false && iptables === false,
    reason: "false works by iptables rules; leave iptables on, or icc",
  },
  {
    at: "tlscert",
    broken: (options) =>
      (options.tls === true || options.tlsverify === true) && options.tlscert === undefined,
    reason: "needed with tls; write the path of the engine's certificate on the host",
  },
  {
    at: "tlskey",
    broken: (options) => (options.tls === true || options.tlsverify === true) && options.tlskey === undefined,
    reason: "needed with tls; write the path of the engine's private key on the host",
  },
  {
    at: "tlscacert",
    broken: ({ tlsverify, tlscacert }) => tlsverify === true && tlscacert === undefined,
    reason:
      "needed with tlsverify, else any client with a certificate of a public authority gets in; " +
      "write the path of your own authority's certificate on the host",
  },
];

/** The rules that declared options break. */
export function brokenRules(options: Declared): readonly Pick<Rule, "at" | "reason">[] {
  return rules.filter(({ broken }) => broken(options));
}
