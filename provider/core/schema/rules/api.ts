import { declared, mayBe, type Rule, rule, textsOf } from "./rule";
import type { JsonObject } from "../../json";
import { hasUnknown } from "../unknowns";

/** Whether the engine's tcp listeners use TLS. dockerd turns it on for any value of tlsverify, false included. */
const withTls = ({ tls, tlsverify }: JsonObject): boolean => tls === true || declared(tlsverify);

/** Whether the engine may listen on tcp: a flag of the unit may say so if hosts isn't declared. Unknown hosts don't count. */
const mayListen = ({ hosts }: JsonObject): boolean =>
  !declared(hosts) || textsOf(hosts).some(([, entry]) => entry.startsWith("tcp://"));

export const apiRules: readonly Rule[] = [
  rule(
    "tlscert",
    "required with tls; set it to the path of the engine's certificate on the host",
    (options) => withTls(options) && !declared(options.tlscert),
  ),
  rule(
    "tlskey",
    "required with tls; set it to the path of the engine's private key on the host",
    (options) => withTls(options) && !declared(options.tlskey),
  ),
  rule(
    "tlscacert",
    "required with tls and tlsverify: without it any client certificate of a publicly trusted authority is accepted; " +
      "set it to the path of your own authority's certificate on the host (or set tls.caCertificate), " +
      "or declare tlsverify: false to accept every client",
    (options) =>
      withTls(options) &&
      mayListen(options) &&
      options.tlsverify !== false &&
      !hasUnknown(options.tlsverify) &&
      !declared(options.tlscacert),
  ),
  rule(
    "tlsverify",
    "required with tls for engines before 20.10, which otherwise request no client certificate; " +
      "declare tlsverify: true with tlscacert, or tlsverify: false to accept every client",
    (options) => options.tls === true && mayListen(options) && !declared(options.tlsverify),
    { to: "20.10" },
  ),
  {
    // tls: false is deliberate; the plan handles what that opens.
    broken: ({ hosts, tls, tlsverify }) =>
      declared(tls) || declared(tlsverify)
        ? []
        : textsOf(hosts)
            .filter(([, entry]) => entry.startsWith("tcp://"))
            .map(([at]) => ({
              at: ["hosts", at],
              reason:
                "gives root access to the host to everyone who can reach the port; " +
                "declare tlsverify: true with tlscacert, tlscert and tlskey, or tls: false if that is intended",
            })),
  },
  {
    broken: ({ hosts }) => {
      const all = textsOf(hosts);
      return all
        .filter(([at, entry]) => all.some(([before, other]) => before < at && other === entry))
        .map(([at]) => ({ at: ["hosts", at], reason: "is a duplicate; remove it" }));
    },
  },
  rule(
    "metricsAddr",
    "requires experimental: true in engines before 20.10; declare it, or leave metricsAddr out",
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
            'has a path, which engines before 24.0.8 reject; remove it, or declare engineVersion: ">=25"',
        })),
  },
];
