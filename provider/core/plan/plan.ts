import { beforeUs, daemonJsonText, merge, type Owned } from "../desired/daemon-json";
import { mismatches } from "../expect/expect";
import { type Json, type JsonObject, own, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import type { FirstFile, ObservedFile } from "../observed/host";
import { type Effect, effectOf, greatest } from "./effect";

/** One key of daemon.json that changes, or that the running engine doesn't have as the file says. */
export interface Change {
  readonly key: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
  readonly effect: Effect;
}

/** What stands on the host after an apply: a file of ours, the file as it is, none, or the first one byte for byte. */
export type NewFile =
  | { readonly kind: "keep" }
  | { readonly kind: "write"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "first" };

/** The difference between what is declared and what a host shows, and what it takes. */
export interface Plan {
  readonly changes: readonly Change[];
  /** The most that any change needs. */
  readonly effect: Effect;
  /** The least that undoes it. */
  readonly undo: Effect;
  readonly file: NewFile;
  /** daemon.json's value afterwards. */
  readonly after: JsonObject;
}

export interface PlanFacts {
  /** daemon.json's value as found, {} where there is none. */
  readonly found: JsonObject;
  /** Undefined where no engine runs: then it needs a start. */
  readonly engine: ObservedEngine | undefined;
}

/** The plan that brings declared keys about, and takes owned ones away that are no longer declared. */
export function planDeclared(declared: JsonObject, owned: Owned, facts: PlanFacts): Plan {
  const after = merge(facts.found, declared, owned);
  const file: NewFile = sameJson(after, facts.found)
    ? { kind: "keep" }
    : { kind: "write", text: daemonJsonText(after) };
  return plan(after, file, [...Object.keys(declared), ...Object.keys(owned)], facts);
}

/**
 * The plan that takes us off a host: the first file byte for byte where nobody else changed anything since, else
 * today's file with the first one's values of what is ours.
 */
export function planLeaving(
  owned: Owned,
  first: { readonly value: JsonObject; readonly file: FirstFile },
  file: ObservedFile | undefined,
  facts: PlanFacts,
): Plan {
  const keys = Object.keys(owned);
  if (first.file === "none") return planDeclared({}, owned, facts);
  const before = beforeUs(facts.found, first.value, owned);
  const after = before === "first" ? first.value : before;
  const absent = first.file === "absent" && Object.keys(after).length === 0;
  return plan(after, leavingFile(before, absent, first.file, file), keys, facts);
}

function leavingFile(
  before: JsonObject | "first",
  absent: boolean,
  first: FirstFile,
  file: ObservedFile | undefined,
): NewFile {
  if (absent) return { kind: file === undefined ? "keep" : "absent" };
  if (before !== "first") return { kind: "write", text: daemonJsonText(before) };
  return { kind: typeof first !== "string" && first.text === file?.text ? "keep" : "first" };
}

/** The plan that leads to a given value of daemon.json, in a given form. `keys` have to be in force afterwards. */
function plan(after: JsonObject, file: NewFile, keys: readonly string[], facts: PlanFacts): Plan {
  const { found, engine } = facts;
  const differing = [...new Set([...Object.keys(found), ...Object.keys(after)])].filter(
    (key) => !sameJson(own(found, key), own(after, key)),
  );
  const stale = engine === undefined ? [] : mismatches(after, keys, engine).map((mismatch) => mismatch.key);
  const effect = (key: string, to: Json | undefined): Effect =>
    engine === undefined ? "restart" : effectOf(key, to === undefined, engine.version);
  const changes = [...new Set([...differing, ...stale])].map((key): Change => {
    return { key, from: own(found, key), to: own(after, key), effect: effect(key, own(after, key)) };
  });
  const started: Effect = engine === undefined ? "restart" : "none";
  return {
    changes,
    effect: greatest([started, ...changes.map((change) => change.effect)]),
    undo: greatest([started, ...changes.map((change) => effect(change.key, change.from))]),
    file,
    after,
  };
}
