import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../../../provider/core/json";
import { repository } from "../sandbox";
import type { EngineVerdict } from "./trial";

/** The answers of one engine to keys and rule rows, as recorded in tests/cases/options/SUITE.json. */
export interface EngineCase {
  readonly version: string;
  /** The output of `dockerd --help`. */
  readonly help: string;
  /** The catalogue's keys, each with the engine's verdict. */
  readonly keys: Readonly<Record<string, KeyVerdict>>;
  /** Names that look like keys, each with whether the engine accepts them. */
  readonly misnomers: Readonly<Record<string, boolean>>;
  readonly rules: readonly RuleCase[];
}

/** `known`, or the engine's message that rejects the key: an unknown name, or a removed option. */
export type KeyVerdict = string;

export interface RuleCase {
  readonly file: JsonObject;
  /** The result of a validation without a start: the engine's message, or `OK` if it accepts the file. */
  readonly check: string;
  /** The result of a start: the engine's message, or `runs`. Undefined if the engine was not started with the file. */
  readonly start?: string;
}

/** The engines whose answers are recorded. */
export const RECORDED = ["bullseye", "bookworm", "trixie", "forky", "engine29"] as const;

const path = (suite: string): string => join(repository, "tests/cases/options", `${suite}.json`);

/** Returns undefined if nothing was recorded. */
export function recordedCase(suite: string): EngineCase | undefined {
  return existsSync(path(suite)) ? (JSON.parse(readFileSync(path(suite), "utf8")) as EngineCase) : undefined;
}

export function recordCase(suite: string, found: EngineCase): void {
  writeFileSync(path(suite), `${JSON.stringify(found, undefined, 1)}\n`);
}

/** Returns whether the engine knows a key, judged by its message; the engine may still reject the value. */
export function keyVerdict({ taken, said }: EngineVerdict): KeyVerdict {
  const unknown = /don't match any configuration option/.test(said);
  const gone = /DEPRECATED: |(has|have) been removed|option is deprecated; use/.test(said);
  return unknown || (!taken && gone) ? inOrder(said) : "known";
}

/** The engine lists unknown members in random order. */
const inOrder = (said: string): string =>
  said.replace(/(?<=configuration option: ).*$/, (names) => names.split(", ").sort().join(", "));
