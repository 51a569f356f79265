import type { Json, JsonObject } from "../../provider/core/json";
import { isJsonObject } from "../../provider/core/json";
import { daemon } from "../../provider/resources/daemon";
import type { OperationContext } from "../../provider/resources/resource";
import { Engine } from "../support/machine/engine";
import { DAEMON_JSON, STATE } from "../support/machine/machine";
import { ID } from "./scenarios";
import type { World } from "./world";

export type OperationName =
  | "create"
  | "labels"
  | "restart"
  | "hosts"
  | "bip"
  | "tls"
  | "empty"
  | "refresh"
  | "destroy: restore"
  | "destroy: removeOwned"
  | "destroy: leave";

/** An operation on a host, as Pulumi calls it. */
export interface Operation {
  readonly name: OperationName;
  /** The column title in docs/reference/hosts.md. */
  readonly title: string;
  /** The largest effect that a preview announces. */
  readonly announces: "none" | "reload" | "restart";
  /** Whether the host is managed before, with a label declared. */
  readonly managed: boolean;
  run(world: World, context: OperationContext, socketless: boolean): Promise<JsonObject>;
  /** Returns what differs from the declaration after it; `runs`: whether the engine ran before, and runs. */
  missing(world: World, runs: boolean): readonly string[];
}

const NEW: JsonObject = { labels: { region: "us" } };
const OTHER_SOCKET = "unix:///run/other.sock";
const BRIDGE = "172.29.7.1/24";
const PEM = (what: string): string => `-----BEGIN ${what}-----\nZmFrZQ==\n-----END ${what}-----\n`;

/** Parses daemon.json; undefined if it can't be read. */
function daemonJson(world: World): JsonObject | undefined {
  try {
    const value = JSON.parse(world.machine.disk.find(DAEMON_JSON) ?? "{}") as Json;
    return isJsonObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const unless = (is: boolean, what: string): readonly string[] => (is ? [] : [what]);

const has = (list: Json | undefined, text: string): boolean => Array.isArray(list) && list.includes(text);

const update = (
  name: OperationName,
  title: string,
  announces: Operation["announces"],
  inputs: (socketless: boolean) => { options: JsonObject; tls?: JsonObject },
  missing: Operation["missing"],
): Operation => ({
  name,
  title,
  announces,
  managed: true,
  run: (world, context, socketless) => {
    const { options, tls } = inputs(socketless);
    const all: JsonObject = { ...world.inputs(options), ...(tls === undefined ? {} : { tls }) };
    return daemon.update(ID, { ...world.before, connection: all.connection ?? null }, all, context);
  },
  missing,
});

const label = (world: World, runs: boolean): readonly string[] => [
  ...unless(has(daemonJson(world)?.labels, "region=us"), "daemon.json doesn't have the label"),
  ...unless(!runs || has(world.machine.engine.info.Labels, "region=us"), "the engine doesn't have the label"),
];

/** Returns the engine's listeners, from its command line and from the file that it has loaded. */
const listens = ({ machine: { engine } }: World): readonly string[] =>
  Engine.listens(engine.argv, engine.text);

const hosts = (socketless: boolean, more: string): JsonObject => ({
  hosts: [socketless ? "unix:///var/run/docker.sock" : "fd://", more],
});

/** Returns what is still in effect although nothing is declared. */
const noLabel = (world: World, runs: boolean): readonly string[] => [
  ...unless(!has(daemonJson(world)?.labels, "region=eu"), "daemon.json has our label still"),
  ...unless(!runs || !has(world.machine.engine.info.Labels, "region=eu"), "the engine has our label still"),
];

const destroy = (
  onDelete: "restore" | "removeOwned" | "leave",
  missing: Operation["missing"],
): Operation => ({
  name: `destroy: ${onDelete}`,
  title: `destroy (${onDelete})`,
  // Removing labels from daemon.json requires a restart.
  announces: onDelete === "leave" ? "none" : "restart",
  managed: true,
  run: async (world, context) => {
    const { apply, ...rest } = world.inputs({});
    const state = { ...world.before, ...rest, options: { labels: { region: "eu" } } };
    await daemon.delete(ID, { ...state, apply: { ...(apply as JsonObject), onDelete } }, context);
    return {};
  },
  missing: (world, runs) => [
    ...unless(!world.has(STATE), `${STATE} is there still`),
    ...missing(world, runs),
  ],
});

export const OPERATIONS: readonly Operation[] = [
  {
    name: "create",
    title: "create (first label)",
    announces: "reload",
    managed: false,
    run: (world, context) => daemon.create(ID, world.inputs(NEW), context),
    missing: label,
  },
  update("labels", "another label", "reload", () => ({ options: NEW }), label),
  update(
    "restart",
    "log driver",
    "restart",
    () => ({ options: { ...NEW, logDriver: "local" } }),
    (world, runs) => [
      ...label(world, runs),
      ...unless(daemonJson(world)?.["log-driver"] === "local", "daemon.json doesn't have the log driver"),
      ...unless(!runs || world.machine.engine.info.LoggingDriver === "local", "the engine logs otherwise"),
    ],
  ),
  update(
    "hosts",
    "listeners",
    "restart",
    (socketless) => ({ options: { ...NEW, ...hosts(socketless, OTHER_SOCKET) } }),
    (world, runs) => [
      ...label(world, runs),
      ...unless(!runs || listens(world).includes(OTHER_SOCKET), "the engine doesn't listen there"),
    ],
  ),
  update(
    "bip",
    "bridge address",
    "restart",
    () => ({ options: { ...NEW, bip: BRIDGE } }),
    (world, runs) => [
      ...label(world, runs),
      ...unless(!runs || world.machine.engine.bridge.address === BRIDGE, "the bridge has another address"),
    ],
  ),
  update(
    "tls",
    "TLS files",
    "restart",
    (socketless) => ({
      options: { ...NEW, ...hosts(socketless, "tcp://127.0.0.1:2376") },
      tls: {
        caCertificate: PEM("CERTIFICATE"),
        certificate: PEM("CERTIFICATE"),
        privateKey: PEM("PRIVATE KEY"),
      },
    }),
    (world, runs) => {
      const key = daemonJson(world)?.tlskey;
      return [
        ...label(world, runs),
        ...unless(typeof key === "string" && world.has(key), "the key isn't where daemon.json says"),
      ];
    },
  ),
  update("empty", "no options any more", "restart", () => ({ options: {} }), noLabel),
  {
    name: "refresh",
    title: "refresh",
    announces: "none",
    managed: true,
    run: async (world, context) => {
      const state = { ...world.before, connection: world.inputs({}).connection ?? null };
      return (await daemon.read(ID, state, context)).outputs;
    },
    missing: () => [],
  },
  destroy("restore", noLabel),
  destroy("removeOwned", noLabel),
  destroy("leave", () => []),
];
