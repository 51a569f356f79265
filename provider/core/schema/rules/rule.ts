import { asObject, type Json, type JsonObject } from "../../json";
import type { Path } from "../../property-path";
import { UNKNOWN } from "../unknowns";

/** A place within the options that breaks a rule. */
export interface Broken {
  /** An option's name, or the path to a part of its value. */
  readonly at: string | Path;
  readonly reason: string;
}

/** A rule across options, or within a value: what dockerd refuses at its start, or accepts and then ignores. */
export interface Rule {
  /** The releases that it is for: from `from` to before `to`. All of them if neither is set. */
  readonly from?: string;
  readonly to?: string;
  /** Whether it holds as well while the engine's release is unknown. */
  readonly unlessKnown?: true;
  readonly broken: (options: JsonObject) => readonly Broken[];
}

/** A rule with one reason, at one option. */
export function rule(
  at: string,
  reason: string,
  broken: (options: JsonObject) => boolean,
  releases: Pick<Rule, "from" | "to" | "unlessKnown"> = {},
): Rule {
  return { ...releases, broken: (options) => (broken(options) ? [{ at, reason }] : []) };
}

/** A string that isn't unknown. */
export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== UNKNOWN ? value : undefined;

/** The strings of a list that aren't unknown, each with its index. */
export const textsOf = (value: Json | undefined): readonly (readonly [number, string])[] =>
  (Array.isArray(value) ? (value as Json[]) : []).flatMap((entry, at) => {
    const text = textOf(entry);
    return text === undefined ? [] : [[at, text] as const];
  });

/** Whether an option is declared, with a known value or not. */
export const declared = (value: Json | undefined): boolean => value !== undefined;

/** Whether a value is the wanted one, or may become it once it is known. */
export const mayBe = (value: Json | undefined, wanted: Json): boolean =>
  value === wanted || value === UNKNOWN;

/** A member of an object; unknown while the object is. */
export const memberOf = (record: Json | undefined, name: string): Json | undefined =>
  record === UNKNOWN ? UNKNOWN : asObject(record)[name];

export const SWARM_OPTIONS = ["swarmDefaultAdvertiseAddr", "nodeGenericResources"] as const;

/** Whether any Swarm option is declared. */
export const speaksOfSwarm = (options: JsonObject): boolean =>
  SWARM_OPTIONS.some((name) => declared(options[name]));
