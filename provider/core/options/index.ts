import { api } from "./api";
import { daemon } from "./daemon";
import { logging } from "./logging";
import { network } from "./network";
import type { Option } from "./option";
import { registry } from "./registry";
import { storage } from "./storage";

export type { Endpoint, Observable, Option, OptionType } from "./option";

/** Every option of dockerd that a program can declare by name. */
export const catalogue: readonly Option[] = [
  ...daemon,
  ...api,
  ...registry,
  ...storage,
  ...network,
  ...logging,
];

/** The name under which a program declares a key of daemon.json: `registry-mirrors` is `registryMirrors`. */
export function optionName(key: string): string {
  return key.replace(/-([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
}

const byKey = new Map(catalogue.map((option) => [option.key, option]));
const byName = new Map(catalogue.map((option) => [optionName(option.key), option]));

export const optionByKey = (key: string): Option | undefined => byKey.get(key);
export const optionByName = (name: string): Option | undefined => byName.get(name);
