import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import type { Json, JsonObject } from "../../provider/core/json";
import { observedEngine, type ObservedEngine } from "../../provider/core/observed/engine";
import type { ObservedFile, ObservedHost, UnitText } from "../../provider/core/observed/host";
import { type Plan, planNothing } from "../../provider/core/plan/plan";
import type { Inputs } from "../../provider/core/schema/inputs";
import type { ApplySettings } from "../../provider/core/schema/inputs/apply";
import { parseInputs } from "../../provider/core/schema/parse-inputs";
import { parseStored, type Stored } from "../../provider/core/schema/stored";
import { type Survey, surveyedFiles, withEngine } from "../../provider/core/survey/survey";
import type { Terms } from "../../provider/edge/transaction/transaction";

export const ROOT = join(__dirname, "../..");

/** Reads a file of tests/cases. */
export const caseFile = (path: string): Buffer => readFileSync(join(ROOT, "tests/cases", path));

/** Returns an engine that runs with its defaults, changed by `info`. */
export function engineOf(version: string, info: JsonObject = {}): ObservedEngine {
  const defaults = { Debug: false, Labels: [], RegistryConfig: { Mirrors: [] } };
  return observedEngine({ Version: version }, { ...defaults, ...info });
}

export function fileOf(text: string, other: Partial<ObservedFile> = {}): ObservedFile {
  const at = { path: "/etc/docker/daemon.json", mode: "644", owner: "0:0" };
  return { ...at, text, bytes: Buffer.from(text), ...other };
}

/** Returns docker.service with a text, and other facts about it. */
export const unitTextOf = (text: string, other: Partial<UnitText> = {}): UnitText => ({
  files: [{ path: "/usr/lib/systemd/system/docker.service", text }],
  environmentFiles: [],
  unreadable: [],
  commands: undefined,
  ...other,
});

/** Returns a host with a running dockerd and no daemon.json, changed by `other`. */
export function hostOf(other: Partial<ObservedHost> = {}): ObservedHost {
  return {
    os: "Debian GNU/Linux 13 (trixie)",
    systemd: true,
    tools: new Map([["dockerd", "/usr/sbin/dockerd"]]),
    service: {
      loadState: "loaded",
      masked: [],
      active: true,
      state: "active",
      startsScript: false,
      sockets: [],
      argv: ["/usr/sbin/dockerd", "-H", "fd://"],
      text: unitTextOf("[Service]\nExecStart=/usr/sbin/dockerd -H fd://\n"),
    },
    target: "/etc/docker/daemon.json",
    original: "none",
    unfinished: false,
    tlsFolders: [],
    ...other,
  };
}

/** Returns a host as an operation observed it, with a running engine unless another one, or none, is given. */
export const surveyOf = (
  host: ObservedHost = hostOf(),
  engine: ObservedEngine | undefined = engineOf("26.1.5"),
  keys: readonly string[] = [],
): Survey => ({
  ...withEngine(surveyedFiles(host, keys), engine, undefined),
  cli: { cliVersion: null, cliFile: null },
  help: undefined,
});

const CONNECTION = { host: "10.0.0.11", hostKey: `SHA256:${"A".repeat(43)}` };

/** Returns parsed inputs with `raw`, and defaults otherwise. */
export const inputsOf = (raw: JsonObject = {}): Inputs => parseInputs({ connection: CONNECTION, ...raw });

/** Returns a state with the inputs and outputs of `raw`. */
export const storedOf = (raw: JsonObject = {}): Stored => parseStored({ connection: CONNECTION, ...raw });

/** Returns a plan that does nothing, changed by `other`. */
export function planOf(other: Partial<Plan> = {}): Plan {
  const unit = { argv: ["/usr/sbin/dockerd", "-H", "fd://"], dropIn: undefined };
  const facts = { found: {}, engine: undefined, dropIn: undefined };
  return { ...planNothing(unit, facts), verify: true, ...other };
}

/** Returns a transaction's terms with all defaults, except that it doesn't wait. */
export const termsOf = (apply: Partial<ApplySettings> = {}): Terms => ({
  id: "tx-1",
  holder: "pulumi-dockerd: urn:1",
  apply: { ...inputsOf().apply, settle: 0, ...apply },
  timeouts: inputsOf().timeouts,
});

/** Generates any JSON value as JSON.parse creates it, also with keys such as __proto__. */
export const anyJson = (): fc.Arbitrary<Json> =>
  fc.json({ maxDepth: 4 }).map((text) => JSON.parse(text) as Json);

/** Generates names of keys and entries, including those that every JavaScript object inherits. */
export const anyName = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "a", "b", "1"),
    fc.string({ minLength: 1, maxLength: 6 }).filter((name) => !name.includes("=")),
  );

/** Creates an object with only own properties, whatever their names. */
export const objectOf = <T extends Json>(
  entries: readonly (readonly [string, T])[],
): Readonly<Record<string, T>> => Object.fromEntries(entries);

export const anyMap = (): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.array(fc.tuple(anyName(), fc.string({ maxLength: 6 })), { maxLength: 5 }).map(objectOf);
