import type { Json, JsonObject } from "../../../provider/core/json";
import { DAEMON_PROVIDER } from "../../../sdk/nodejs/provider-text";
import type { SimulatedHost } from "../../support/machine/ssh-server";

export const URN = "urn:pulumi:test::contract::pulumi-nodejs:dynamic/dockerd:Daemon::engine";
export const OTHER_URN = "urn:pulumi:other::elsewhere::pulumi-nodejs:dynamic/dockerd:Daemon::engine";

/** The inputs of a program, and those that the SDK adds. A refresh adds none that is empty. */
export const INPUT_KEYS = ["__provider", "__urn", "apply", "connection", "options"];

/** A key that is never used: for calls that reach no host. */
export const ANY_PRIVATE_KEY =
  "-----BEGIN OPENSSH PRIVATE KEY-----\nbm90IGEga2V5\n-----END OPENSSH PRIVATE KEY-----\n";

/** Returns the inputs of a `Daemon` as the SDK sends them. */
export function daemonInputs(over: JsonObject = {}): JsonObject {
  return {
    connection: { host: "192.0.2.1", hostKey: `SHA256:${"A".repeat(43)}`, privateKey: ANY_PRIVATE_KEY },
    options: { labels: { region: "eu" } },
    // Other tests cover an engine that dies soon after its start.
    apply: { settle: 0 },
    __provider: DAEMON_PROVIDER,
    __urn: URN,
    ...over,
  };
}

/** Returns how a host is reached, changed by `over`. */
export function connectionTo(host: SimulatedHost, over: JsonObject = {}): JsonObject {
  const { port, hostKey, keys } = host;
  return { host: "127.0.0.1", port, user: "root", hostKey, privateKey: keys.private, ...over };
}

/** Returns the inputs of a `Daemon` on a host, with its options. */
export const inputsFor = (host: SimulatedHost, options: JsonObject, over: JsonObject = {}): JsonObject =>
  daemonInputs({ connection: connectionTo(host), options, ...over });

/** Returns all strings and numbers in a value, at any depth. */
export function leavesOf(value: Json): (string | number)[] {
  if (typeof value === "string" || typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [];
}
