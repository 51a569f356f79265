import { isJsonObject, type JsonObject } from "../../provider/core/json";
import { parsed } from "../support/machine/bridge";
import { DAEMON_JSON } from "../support/machine/machine";
import type { Operation } from "./operations";
import type { Terrain } from "./terrain";
import type { Outcome, World } from "./world";

/** How an operation on a terrain may end. */
export const ENDS = ["confirmed", "refused", "rolled back", "violation"] as const;
export type End = (typeof ENDS)[number];

export interface Judgement {
  readonly end: End;
  readonly violations: readonly string[];
}

/** The state of a host before an operation. */
export interface Before {
  readonly set: World["set"];
  readonly pid: number;
  readonly units: Readonly<Record<string, string>>;
  /** Unmanaged labels in daemon.json or on the engine's command line; undefined if the file can't be read. */
  readonly labels: readonly string[] | undefined;
}

export function observe({ set, machine }: World): Before {
  const { engine, systemd } = machine;
  return { set, pid: engine.pid, units: statesOf(systemd.states), labels: declaredLabels(machine) };
}

/** A service that fails or restarts in a loop counts as one that does not run. */
const statesOf = (states: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(states).map(([unit, state]) => [unit, state === "active" ? "active" : "not active"]),
  );

const isUnmanaged = (label: string): boolean => !label.startsWith("region=");

function declaredLabels({ engine, disk }: World["machine"]): readonly string[] | undefined {
  const value = parsed(disk.find(DAEMON_JSON));
  if (value === undefined || disk.isDirectory(DAEMON_JSON)) return undefined;
  const { labels } = value;
  const inFile = Array.isArray(labels) ? (labels as string[]) : [];
  const flags = engine.argv.flatMap((word, at) => (engine.argv[at - 1] === "--label" ? [word] : []));
  return [...inFile, ...flags].filter(isUnmanaged).sort();
}

const labelsIn = ({ engine }: World["machine"]): readonly string[] =>
  (engine.info.Labels as string[]).filter(isUnmanaged).sort();

/**
 * Judges the end of an operation: refused with nothing touched and an error that names the condition; confirmed, with
 * everything declared in effect and everything else unchanged; or rolled back. The engine is the same process unless a
 * restart was announced.
 */
export function judge(
  world: World,
  before: Before,
  outcome: Outcome,
  operation: Operation,
  terrain: Terrain,
): Judgement {
  if (outcome.kind === "killed") return { end: "violation", violations: ["the client was killed"] };
  const left = leftovers(world);
  if (outcome.kind === "done") {
    const wrong = [...left, ...notConfirmed(world, before, outcome.outputs, operation, terrain)];
    return verdict("confirmed", wrong);
  }
  const { hostState, error } = outcome;
  const message = firstLine(error.message);
  if (hostState === "untouched") {
    const { refusal } = terrain;
    const wrong = [
      ...changes(world, before, terrain),
      ...samePid(world, before, operation.name),
      ...left,
      ...(refusal === undefined ? [`it must not be refused: ${message}`] : []),
      ...(refusal === undefined || refusal.names.test(error.message)
        ? []
        : [`the refusal doesn't name ${String(refusal.names)}: ${error.message}`]),
    ];
    return verdict("refused", wrong);
  }
  if (hostState === "restored") {
    const reloads = operation.announces !== "restart";
    const wrong = [
      ...changes(world, before, terrain),
      ...left,
      ...(reloads ? samePid(world, before, "a change without a restart") : []),
      ...(terrain.mayRollBack === true ? [] : [`it must not be rolled back: ${message}`]),
    ];
    return verdict("rolled back", wrong);
  }
  const facts = `it reports ${hostState}: ${hostState === "none" ? (error.stack ?? message) : message}`;
  return { end: "violation", violations: [facts, ...changes(world, before, terrain), ...left] };
}

const verdict = (end: End, wrong: readonly string[]): Judgement =>
  wrong.length === 0 ? { end, violations: [] } : { end: "violation", violations: wrong };

export const firstLine = (message: string): string => (message.split("\n")[0] ?? "").trim();

function notConfirmed(
  world: World,
  before: Before,
  outputs: JsonObject,
  operation: Operation,
  terrain: Terrain,
): string[] {
  const { machine } = world;
  const ran = before.pid !== 0;
  const { lastChange } = outputs;
  const made = isJsonObject(lastChange) ? lastChange.effect : undefined;
  const effect = typeof made === "string" ? made : operation.announces;
  const units = statesOf(machine.systemd.states);
  const excused = terrain.mayStart === true && !ran;
  return [
    // A host that is not supported is released by changing only files: its engine keeps its configuration until its
    // next start.
    ...operation.missing(
      world,
      ran && !(operation.name.startsWith("destroy") && terrain.refusal !== undefined),
    ),
    ...Object.keys({ ...before.units, ...units })
      .filter((unit) => units[unit] !== before.units[unit])
      .filter((unit) => !(excused && units[unit] === "active"))
      .map((unit) => `${unit} is ${units[unit] ?? "gone"}, and was ${before.units[unit] ?? "not there"}`),
    ...(ran && machine.engine.running && effect !== "restart"
      ? samePid(world, before, `a change whose effect is ${effect}`)
      : []),
    ...(ran && before.labels !== undefined && labelsIn(machine).join() !== before.labels.join()
      ? [`labels of others were ${before.labels.join()}, and are ${labelsIn(machine).join()}`]
      : []),
    ...(operation.name === "destroy: restore"
      ? []
      : otherFile(before.set[DAEMON_JSON], world.set[DAEMON_JSON])),
    ...(terrain.keeps !== undefined && !(machine.disk.find(DAEMON_JSON) ?? "").includes(terrain.keeps)
      ? [`what others wrote into daemon.json is lost: ${terrain.keeps}`]
      : []),
    ...(operation.announces === "none" ? fileChanges(world, before, operation, terrain) : []),
  ];
}

/** Returns whether daemon.json changed in kind: a link stays a link, and a file keeps its mode and owner. */
function otherFile(was: string | undefined, is: string | undefined): string[] {
  const kind = (fact: string | undefined): string | undefined =>
    fact?.startsWith("->") === true ? fact : fact?.split(" ").slice(0, 3).join(" ");
  return was === undefined || kind(was) === kind(is)
    ? []
    : [`daemon.json was ${kind(was) ?? ""}, and is ${kind(is) ?? "not there"}`];
}

/** Returns the files that a refresh changed, or that a destroy with "leave" changed outside of the state folder. */
function fileChanges(world: World, before: Before, operation: Operation, terrain: Terrain): string[] {
  return changes(world, before, terrain).filter(
    (line) => operation.name === "refresh" || !line.includes("/pulumi-dockerd"),
  );
}

const samePid = ({ machine }: World, before: Before, what: string): string[] =>
  machine.engine.pid === before.pid ? [] : [`the engine is another process after ${what}`];

function changes({ set }: World, before: Before, { mayStart }: Terrain): string[] {
  const names = [...new Set([...Object.keys(before.set), ...Object.keys(set)])];
  return names
    .filter((name) => !(mayStart === true && before.pid === 0 && RUNNING.test(name)))
    .filter((name) => !STAGED.test(name) && normal(set[name]) !== normal(before.set[name]))
    .map((name) => `${name} was ${shown(before.set[name])}, and is ${shown(set[name])}`);
}

/** Facts that change on their own while an engine fails and restarts. */
const RUNNING = /^the engine$|^docker\.(service|socket)$/;

const normal = (fact: string | undefined): string | undefined =>
  fact === "activating" || fact === "inactive" ? "failed" : fact;

function shown(fact: string | undefined): string {
  if (fact === undefined) return "not there";
  const [mode, uid, gid, content] = fact.split(" ");
  if (content === undefined || !/^\d+$/.test(uid ?? "")) return fact.slice(0, 200);
  const text = content.startsWith("{") ? content : Buffer.from(content, "base64").toString();
  return `${mode} ${uid} ${gid} ${JSON.stringify(text.slice(0, 200))}`;
}

const STAGED =
  /\.pulumi-dockerd(-old|-back)?$|\/pulumi-dockerd\/(restore\.sh|pending|undoing|settled|cleared)|restore\.service$/;

/** Returns what is left of a transaction on the host: a lock, a watchdog, a staged file. */
function leftovers({ machine, set }: World): string[] {
  const { transient } = machine.systemd;
  const staged = Object.keys(set).filter((path) => STAGED.test(path));
  return [
    ...transient.names.map((name) => `a lock or watchdog is left: ${name}`),
    ...(staged.length === 0
      ? []
      : [`files of the change are left: ${staged[0]} and ${staged.length - 1} more`]),
  ];
}
