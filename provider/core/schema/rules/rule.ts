import { isJsonObject, type Json, type JsonObject } from "../../json";
import type { Path } from "../../property-path";
import { UNKNOWN } from "../unknowns";

/** What a rule has to say of one place within the options. */
export interface Broken {
  /** An option's name, or the way to a part of its value. */
  readonly at: string | Path;
  readonly reason: string;
}

/** A rule across options, or within a value: what dockerd refuses at its start, or accepts and then ignores. */
export interface Rule {
  /** The releases that it is about: from the first on, up to and without the second. All where nothing is said. */
  readonly from?: string;
  readonly to?: string;
  /** Whether it holds, too, while nobody knows the engine's release. */
  readonly unlessKnown?: true;
  readonly broken: (options: JsonObject) => readonly Broken[];
}

/** A rule that says one thing of one option. */
export function rule(
  at: string,
  reason: string,
  broken: (options: JsonObject) => boolean,
  releases: Pick<Rule, "from" | "to" | "unlessKnown"> = {},
): Rule {
  return { ...releases, broken: (options) => (broken(options) ? [{ at, reason }] : []) };
}

/** A text that is known already. */
export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== UNKNOWN ? value : undefined;

/** The texts of a list that are known already, each with its place. */
export const textsOf = (value: Json | undefined): readonly (readonly [number, string])[] =>
  (Array.isArray(value) ? (value as Json[]) : []).flatMap((entry, at) => {
    const text = textOf(entry);
    return text === undefined ? [] : [[at, text] as const];
  });

export const recordOf = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** Whether an option is declared, its value known or not. */
export const declared = (value: Json | undefined): boolean => value !== undefined;

/** Whether a value is, or may yet turn out to be, the wanted one. */
export const mayBe = (value: Json | undefined, wanted: Json): boolean =>
  value === wanted || value === UNKNOWN;

/** A member of a record; not known yet while the record isn't. */
export const memberOf = (record: Json | undefined, name: string): Json | undefined =>
  record === UNKNOWN ? UNKNOWN : recordOf(record)[name];

export const SWARM_OPTIONS = ["swarmDefaultAdvertiseAddr", "nodeGenericResources"] as const;

/** Whether the options speak of a Swarm. */
export const speaksOfSwarm = (options: JsonObject): boolean =>
  SWARM_OPTIONS.some((name) => declared(options[name]));
