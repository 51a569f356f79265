import type { NewContent } from "../desired/artefacts";
import type { PlannedUnit } from "../desired/unit";
import { type Effect, greatest } from "../effect";
import { isAtLeast } from "../engine-version";
import { daemonJsonText, merge, type Owned, withOriginalValues } from "../desired/daemon-json";
import { mismatches } from "../expect/expect";
import { type Json, type JsonObject, own, sameJson } from "../json";
import type { JsonSource } from "../json-source";
import type { ObservedEngine } from "../observed/engine";
import type { OriginalFile, ObservedFile } from "../observed/host";
import { bridgeAddress, cutsNetwork, keepsBridge } from "./bridge";
import { effectOf, withErrata } from "./effect";

/** One key of daemon.json that changes, or that the running engine doesn't have as the file says. */
export interface KeyChange {
  readonly key: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  readonly effect: Effect;
}

/** The difference between declared and observed configuration, and what a change of it requires. */
export interface Plan {
  readonly changes: readonly KeyChange[];
  /** The largest effect of all changes. */
  readonly effect: Effect;
  /** The smallest effect that rolls them back. */
  readonly rollback: Effect;
  /** daemon.json. */
  readonly file: NewContent;
  /** Our drop-in; never `original`. */
  readonly unit: NewContent;
  /** Whether the unit or the listeners change: service and socket then have to be stopped and started together. */
  readonly rebinds: boolean;
  /** The engine's command line afterwards. */
  readonly argv: readonly string[];
  /** daemon.json's value afterwards. */
  readonly after: JsonObject;
  /** Whether it may cut the connection to the host: then it is verified over a new one. */
  readonly cutsNetwork: boolean;
  /**
   * A daemon.json for one start of a rollback: the previous one with the bridge's previous address, which the engine keeps
   * in a store of its own. Undefined if the previous file names the address, or if nothing moves the bridge.
   */
  readonly back: string | undefined;
  /**
   * A daemon.json for one start of the change: the new one with the bridge's original address, which the engine would
   * replace by the address in its store. Undefined if the new file names an address, or the bridge stays.
   */
  readonly start: string | undefined;
  /** The address that the bridge must have afterwards although no file names it. */
  readonly bridge: string | undefined;
  /** Whether the engine may apply a part of a file that it refuses at a reload. */
  readonly reloadsPartly: boolean;
  /** Whether a running engine has to report the declared values afterwards. */
  readonly verify: boolean;
}

export interface PlanFacts {
  /** daemon.json's value as found, {} if there is none. */
  readonly found: JsonObject;
  /** The files whose text is kept for values that don't change: daemon.json as found, and the original. */
  readonly sources?: readonly JsonSource[];
  /** Undefined if no engine runs: then a change requires a start, unless only files change. */
  readonly engine: ObservedEngine | undefined;
  /** Whether only files change: no engine is started, reloaded, restarted or verified. */
  readonly filesOnly?: boolean;
  /** Our drop-in as found, undefined if there is none. */
  readonly dropIn: string | undefined;
  /** The default bridge's address before the first change; undefined if none has moved it. */
  readonly bridge?: string | undefined;
  /** Keys of daemon.json that the running engine may not have loaded (`pendingKeys`); none by default. */
  readonly pending?: readonly string[];
}

/** Returns the plan that applies declared keys, and removes managed ones that are no longer declared. */
export function planDeclared(declared: JsonObject, owned: Owned, unit: PlannedUnit, facts: PlanFacts): Plan {
  const after = merge(facts.found, declared, owned);
  const file = written(after, facts);
  // A key that is declared absent may be set by a flag.
  const keys = Object.keys({ ...owned, ...declared }).filter((key) => own(declared, key) !== null);
  return plan({ after, file, unit, keys }, facts);
}

/** Returns the plan that changes nothing. */
export function planNothing(unit: PlannedUnit, { found }: PlanFacts): Plan {
  return {
    changes: [],
    effect: "none",
    rollback: "none",
    file: { kind: "keep" },
    unit: { kind: "keep" },
    rebinds: false,
    argv: unit.argv,
    after: found,
    cutsNetwork: false,
    back: undefined,
    start: undefined,
    bridge: undefined,
    reloadsPartly: false,
    verify: false,
  };
}

/** A new file, unless the present one has the same value. */
const written = (after: JsonObject, { found, sources }: PlanFacts): NewContent =>
  sameJson(after, found) ? { kind: "keep" } : { kind: "write", text: daemonJsonText(after, sources) };

/** Facts for a release: daemon.json's bytes as well. */
export interface ReleaseFacts extends PlanFacts {
  readonly file: ObservedFile | undefined;
}

/**
 * Returns the plan that releases a host: the original file byte for byte if no unmanaged key changed since, otherwise the
 * present file with the original values of the managed keys.
 */
export function planRelease(
  owned: Owned,
  unit: PlannedUnit,
  original: { readonly value: JsonObject; readonly file: OriginalFile },
  facts: ReleaseFacts,
): Plan {
  const keys = Object.keys(owned);
  if (original.file === "none") return planDeclared({}, owned, unit, facts);
  const restored = withOriginalValues(facts.found, original.value, owned);
  const after = restored === "original" ? original.value : restored;
  const absent = original.file === "absent" && Object.keys(after).length === 0;
  return plan({ after, file: releasedFile(restored, absent, original.file, facts), unit, keys }, facts);
}

function releasedFile(
  restored: JsonObject | "original",
  absent: boolean,
  original: OriginalFile,
  facts: ReleaseFacts,
): NewContent {
  const { file, sources } = facts;
  if (absent) return { kind: file === undefined ? "keep" : "absent" };
  if (restored !== "original")
    return file === undefined
      ? { kind: "write", text: daemonJsonText(restored, sources) }
      : written(restored, facts);
  return { kind: typeof original !== "string" && original.text === file?.text ? "keep" : "original" };
}

/** Since this release a reload is applied as a whole or not at all (moby#43980); seen with 20.10 and 26.1. */
const WHOLE_RELOADS = "25.0";

interface Goal {
  /** daemon.json's value afterwards, and its file. */
  readonly after: JsonObject;
  readonly file: NewContent;
  readonly unit: PlannedUnit;
  /** The keys that have to be in effect. */
  readonly keys: readonly string[];
}

function plan(
  { after, file, unit, keys }: Goal,
  { found, sources, engine, dropIn, bridge: original, pending = [], filesOnly = false }: PlanFacts,
): Plan {
  const differing = [...new Set([...Object.keys(found), ...Object.keys(after)])].filter(
    (key) => !sameJson(own(found, key), own(after, key)),
  );
  const stale =
    engine === undefined || filesOnly
      ? []
      : [
          ...mismatches(after, keys, engine).map((mismatch) => mismatch.key),
          ...keys.filter((key) => pending.includes(key) && Object.hasOwn(after, key)),
        ];
  const effect = (key: string, from: Json | undefined, to: Json | undefined): Effect => {
    if (filesOnly) return "none";
    return engine === undefined ? "restart" : effectOf(key, from, to, engine.version);
  };
  const changes = [...new Set([...differing, ...stale])].map((key): KeyChange => {
    const [from, to] = [own(found, key), own(after, key)];
    return { key, from, to, effect: effect(key, from, to) };
  });
  const newUnit = unitChange(dropIn, unit.dropIn);
  const least: Effect = !filesOnly && (engine === undefined || newUnit.kind !== "keep") ? "restart" : "none";
  const onEngine = (needed: Effect): Effect =>
    engine === undefined ? needed : withErrata(needed, { before: found, after, argv: unit.argv }, engine);
  const needed = onEngine(greatest([least, ...changes.map((change) => change.effect)]));
  const rollback = onEngine(
    greatest([least, ...changes.map((change) => effect(change.key, change.to, change.from))]),
  );
  const bridge = filesOnly ? undefined : bridgeAfter(found, after, original, engine);
  return {
    changes,
    effect: needed,
    // The engine may not start with the original file: a change that doesn't restart it is rolled back without a restart.
    rollback: needed === "reload" && pending.length > 0 ? "reload" : rollback,
    file,
    unit: newUnit,
    rebinds: newUnit.kind !== "keep" || differing.includes("hosts"),
    argv: unit.argv,
    after,
    cutsNetwork: !filesOnly && differing.some(cutsNetwork),
    back: !filesOnly && differing.includes("bip") ? fileForReturn(found, sources, engine) : undefined,
    start: bridge === undefined ? undefined : daemonJsonText({ ...after, bip: bridge }, sources),
    bridge,
    reloadsPartly: engine !== undefined && !isAtLeast(engine.version, WHOLE_RELOADS),
    verify: !filesOnly,
  };
}

function fileForReturn(
  found: JsonObject,
  sources: PlanFacts["sources"],
  engine: ObservedEngine | undefined,
): string | undefined {
  const address = Object.hasOwn(found, "bip") ? undefined : bridgeAddress(engine?.bridgeAnswer ?? null);
  return address === undefined ? undefined : daemonJsonText({ ...found, bip: address }, sources);
}

/** The original address of a bridge that a change gives back; undefined if it keeps the one that it has. */
function bridgeAfter(
  found: JsonObject,
  after: JsonObject,
  original: string | undefined,
  engine: ObservedEngine | undefined,
): string | undefined {
  const isGivenBack = Object.hasOwn(found, "bip") && !Object.hasOwn(after, "bip");
  return isGivenBack && engine !== undefined && !keepsBridge(engine) ? original : undefined;
}

function unitChange(found: string | undefined, planned: string | undefined): NewContent {
  if (found === planned) return { kind: "keep" };
  return planned === undefined ? { kind: "absent" } : { kind: "write", text: planned };
}
