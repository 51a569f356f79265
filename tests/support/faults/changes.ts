import type { JsonObject } from "../../../provider/core/json";
import { HAZARD_NAMES } from "../../../provider/core/options";
import { privateKeyOf, type SandboxHost } from "../sandbox";

/**
 * The options that a run declares, named for their effect: two entries or more each, so that a mix would be detected.
 */
export const CHANGES = {
  reload: { labels: { set: "second", of: "reload" } },
  restart: { labels: { set: "second", of: "restart" }, logOpts: { "max-size": "5m" } },
  rebind: { labels: { set: "second" }, hosts: ["fd://", "tcp://127.0.0.1:2375"], tls: false },
  refused: { labels: { set: "second", of: "refused" }, logOpts: { "max-sise": "5m" } },
} as const satisfies Readonly<Record<string, JsonObject>>;

export type ChangeName = keyof typeof CHANGES;

/** The options that are applied before an update. */
export const FIRST: JsonObject = { labels: { set: "first" }, maxConcurrentUploads: 5 };

/** Timeouts that allow for a busy machine, and let the host roll back soon. */
export const TIMES = { apply: 30, confirm: 10 } as const;

export const inputsFor = (
  host: SandboxHost,
  options: JsonObject,
  over: { readonly apply?: JsonObject; readonly timeouts?: JsonObject } = {},
): JsonObject => ({
  connection: { host: host.address, hostKey: host.hostKey, privateKey: privateKeyOf(host) },
  options,
  apply: { confirmTimeout: TIMES.confirm, settle: 0, acknowledge: HAZARD_NAMES, ...over.apply },
  timeouts: { connect: 10, apply: TIMES.apply, verify: 30, ...over.timeouts },
});
