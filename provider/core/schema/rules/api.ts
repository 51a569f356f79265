import { declared, mayBe, type Rule, rule, textsOf } from "./rule";
import type { JsonObject } from "../../json";

const withTls = (options: JsonObject): boolean => options.tls === true || options.tlsverify === true;

export const apiRules: readonly Rule[] = [
  rule(
    "tlscert",
    "needed with tls; write the path of the engine's certificate on the host",
    (options) => withTls(options) && !declared(options.tlscert),
  ),
  rule(
    "tlskey",
    "needed with tls; write the path of the engine's private key on the host",
    (options) => withTls(options) && !declared(options.tlskey),
  ),
  rule(
    "tlscacert",
    "needed with tlsverify, else any client with a certificate of a public authority gets in; " +
      "write the path of your own authority's certificate on the host",
    ({ tlsverify, tlscacert }) => tlsverify === true && !declared(tlscacert),
  ),
  {
    // Whoever writes tls: false means it; what that opens is a matter of the plan.
    broken: ({ hosts, tls, tlsverify }) =>
      declared(tls) || declared(tlsverify)
        ? []
        : textsOf(hosts)
            .filter(([, entry]) => entry.startsWith("tcp://"))
            .map(([at]) => ({
              at: ["hosts", at],
              reason:
                "lets everybody who reaches the port become root on the host; " +
                "declare tlsverify: true with tlscacert, tlscert and tlskey, or tls: false if that is meant",
            })),
  },
  {
    broken: ({ hosts }) => {
      const all = textsOf(hosts);
      return all
        .filter(([at, entry]) => all.some(([before, other]) => before < at && other === entry))
        .map(([at]) => ({ at: ["hosts", at], reason: "stands there twice; leave it out" }));
    },
  },
  rule(
    "metricsAddr",
    "needs experimental: true in engines before 20.10; declare it, or leave metricsAddr out",
    ({ metricsAddr, experimental }) => declared(metricsAddr) && !mayBe(experimental, true),
    { to: "20.10" },
  ),
  {
    unlessKnown: true,
    to: "24.0.8",
    broken: ({ registryMirrors }) =>
      textsOf(registryMirrors)
        .filter(([, url]) => /^https?:\/\/[^@?#/]+\/[^?#]+$/i.test(url))
        .map(([at]) => ({
          at: ["registryMirrors", at],
          reason:
            'engines before 24.0.8 refuse a path; end it after host and port, or declare engineVersion: ">=25"',
        })),
  },
];
