import { type EngineVersion, isAtLeast } from "../engine-version";
import type { Json } from "../json";
import { api } from "./catalogue/api";
import { bridge } from "./catalogue/bridge";
import { builder } from "./catalogue/builder";
import { daemon } from "./catalogue/daemon";
import { features } from "./catalogue/features";
import { logging } from "./catalogue/logging";
import { network } from "./catalogue/network";
import { obsolete } from "./catalogue/obsolete";
import type { Option } from "./option";
import { proxies } from "./catalogue/proxies";
import { registry } from "./catalogue/registry";
import { runtimes } from "./catalogue/runtime";
import { security } from "./catalogue/security";
import { storage } from "./catalogue/storage";
import { swarm } from "./catalogue/swarm";

export { type Hazard, HAZARD_NAMES, HAZARDS } from "./hazard";
export type { Endpoint, EntryForm, Field, Flag, FlagValue, Observable, Option, OptionType } from "./option";
export { flagNames, type FlagWithoutKey, flagsWithoutKey } from "./flags";

/** The catalogue: every option of dockerd that a program can declare by name. */
export const catalogue: readonly Option[] = [
  ...daemon,
  ...api,
  ...registry,
  ...storage,
  ...runtimes,
  ...security,
  ...bridge,
  ...network,
  ...proxies,
  ...logging,
  ...swarm,
  ...builder,
  ...features,
  ...obsolete,
];

/** Returns the option's name of a key of daemon.json: `registryMirrors` of `registry-mirrors`. */
export function optionName(key: string): string {
  return key.replace(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

const byKey = new Map(catalogue.map((option) => [option.key, option]));
const byName = new Map(catalogue.map((option) => [optionName(option.key), option]));

export const optionByKey = (key: string): Option | undefined => byKey.get(key);
export const optionByName = (name: string): Option | undefined => byName.get(name);

/** Returns the name of a key in a program: as an option, or unchanged in extraOptions. */
export const declaredName = (key: string): string => (byKey.has(key) ? optionName(key) : key);

/** Returns an option's default in a release; null if the engine chooses one at run time. */
export function defaultOf(option: Option, version: EngineVersion): Json {
  const older = option.defaultBefore?.find(({ before }) => !isAtLeast(version, before));
  return older === undefined ? option.default : older.value;
}
