import type { JsonObject } from "../../provider/core/json";
import { daemonJsonText, declaredKeys, ownedBy } from "../../provider/core/desired/daemon-json";
import { DAEMON_JSON, type Machine, STATE } from "../support/machine/machine";

export const ID = "dockerd-00000000-0000-4000-8000-000000000001";
export const URN = "urn:pulumi:sim::sim::pulumi-nodejs:dynamic/dockerd:Daemon::engine";

/** The host's own gateway: an engine that gives this address to its bridge disconnects the host. */
export const GATEWAY = "10.0.0.1";

/** An operation on a host, and the state before it. */
export interface Scenario {
  readonly name: string;
  /** The original daemon.json; undefined if neither the file nor its folder exists. */
  readonly first: JsonObject | undefined;
  /** The managed options, which are in effect; undefined if the host is not managed. */
  readonly managed: JsonObject | undefined;
  /** The options to apply; undefined to destroy the resource. */
  readonly options: JsonObject | undefined;
  /** Whether the engine runs before; otherwise it is stopped. */
  readonly running: boolean;
  /** Whether the new configuration can never be confirmed: then every run ends with the original state. */
  readonly impossible?: true;
  /** Whether the host already has the new configuration. */
  readonly isThere?: true;
}

const HAND = { labels: ["by=hand"], "max-concurrent-downloads": 4 };
const eu = { labels: { region: "eu" } };
const us = { labels: { region: "us" } };
/** A host whose daemon.json an administrator wrote. */
export const BASE = { first: HAND, running: true } as const;

/** A text that is in each new daemon.json, and in no old one. */
export const NEW_WORD = "region=us";

export const SCENARIOS: readonly Scenario[] = [
  { ...BASE, name: "create by reload", managed: undefined, options: us },
  {
    ...BASE,
    name: "create without a file",
    first: undefined,
    managed: undefined,
    options: { ...us, debug: true },
  },
  {
    ...BASE,
    name: "create on a matching host",
    first: { ...HAND, labels: ["region=us"] },
    managed: undefined,
    options: us,
    isThere: true,
  },
  { ...BASE, name: "create on a stopped engine", managed: undefined, options: us, running: false },
  { ...BASE, name: "update by reload", managed: eu, options: us },
  { ...BASE, name: "update by restart", managed: eu, options: { ...us, logDriver: "local" } },
  {
    ...BASE,
    name: "update of listeners",
    managed: eu,
    options: { ...us, hosts: ["fd://", "unix:///run/other.sock"] },
  },
  { ...BASE, name: "update of the bridge", managed: eu, options: { ...us, bip: "172.29.7.1/24" } },
  {
    ...BASE,
    name: "update that disconnects the host",
    managed: eu,
    options: { ...us, bip: `${GATEWAY}/24` },
    impossible: true,
  },
  { ...BASE, name: "delete", managed: us, options: undefined },
  { ...BASE, name: "delete without an original file", first: undefined, managed: us, options: undefined },
];

/** Puts a machine into the initial state of a scenario. */
export async function prepare(machine: Machine, { first, managed, running }: Scenario): Promise<void> {
  if (first !== undefined) machine.disk.write(DAEMON_JSON, JSON.stringify(first), 0o640);
  if (managed !== undefined) {
    const owned = ownedBy(declaredKeys(managed, {}));
    const manifest = { format: 1, id: ID, urn: URN, owned, unmanaged: first ?? {} };
    machine.disk.write(`${STATE}/manifest.json`, `${JSON.stringify(manifest)}\n`, 0o600);
    if (first === undefined) {
      machine.disk.write(`${STATE}/first/absent`, "");
      machine.disk.write(`${STATE}/first/no-directory`, "");
    } else {
      machine.disk.write(`${STATE}/first/daemon.json`, JSON.stringify(first), 0o640);
    }
    machine.disk.mode(STATE, 0o700);
    const labels = [...((first?.labels ?? []) as string[]), ...labelsIn(managed)];
    machine.disk.write(
      DAEMON_JSON,
      daemonJsonText({ ...first, labels }),
      first === undefined ? 0o644 : 0o640,
    );
  }
  machine.startEngine();
  if (!running) machine.stopEngine();
  // An enabled engine starts at a boot, even if it was stopped.
  machine.docker.enabled = running;
  if (!running) await machine.docker.stopSocket();
  machine.disk.syncAll();
}

function labelsIn(options: JsonObject): string[] {
  const labels = options.labels as Record<string, string>;
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`);
}
