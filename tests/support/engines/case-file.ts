import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../../provider/core/json";
import { repository } from "../sandbox";
import type { Verdict } from "./trial";

/** What one engine made of keys and of rules' rows, as tests/cases/options/SUITE.json holds it. */
export interface EngineCase {
  readonly version: string;
  /** What `dockerd --help` prints. */
  readonly help: string;
  /** The catalogue's keys, each with what the engine made of it. */
  readonly keys: Readonly<Record<string, KeyVerdict>>;
  /** Names that look like keys, each with whether the engine takes them. */
  readonly misnomers: Readonly<Record<string, boolean>>;
  readonly rules: readonly RuleCase[];
}

/** `known`, or the engine's own words against the key: of its name, or that it was removed. */
export type KeyVerdict = string;

export interface RuleCase {
  readonly file: JsonObject;
  /** What it says of the file before a start; `OK` where it takes it. */
  readonly check: string;
  /** What it says at its start; `runs` where it does. Left out where it wasn't started. */
  readonly start?: string;
}

/** The engines whose answers are recorded. */
export const RECORDED = ["bullseye", "bookworm", "trixie", "forky", "engine29"] as const;

const path = (suite: string): string => join(repository, "tests/cases/options", `${suite}.json`);

/** undefined where nothing was recorded. */
export function recordedCase(suite: string): EngineCase | undefined {
  return existsSync(path(suite)) ? (JSON.parse(readFileSync(path(suite), "utf8")) as EngineCase) : undefined;
}

export function recordCase(suite: string, found: EngineCase): void {
  writeFileSync(path(suite), `${JSON.stringify(found, undefined, 1)}\n`);
}

/** Reads off an engine's words whether it knows a key; it may well refuse the value. */
export function keyVerdict({ taken, said }: Verdict): KeyVerdict {
  const unknown = /don't match any configuration option/.test(said);
  const gone = /DEPRECATED: |(has|have) been removed|option is deprecated; use/.test(said);
  return unknown || (!taken && gone) ? inOrder(said) : "known";
}

/** The engine names the members that it doesn't know in no order. */
const inOrder = (said: string): string =>
  said.replace(/(?<=configuration option: ).*$/, (names) => names.split(", ").sort().join(", "));
