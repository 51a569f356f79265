import { declaredKeys } from "../desired/daemon-json";
import type { Effect } from "../effect";
import { isHostDrift } from "../drift/host-drift";
import { type EngineVersion, onlyVersion, parseEngineVersion } from "../engine-version";
import { asObject, type Json, jsonAt, type JsonObject, objectOf, own, sameJson, textAt } from "../json";
import { declaredName, optionByKey } from "../options";
import { effectOf } from "../plan/effect";
import { releaseBound } from "../plan/engine-gate";
import { type Path, pathText } from "../property-path";
import { INPUTS } from "../schema/inputs";
import { type Input, isGroup } from "../schema/inputs/input";
import { hasUnknown, UNKNOWN } from "../schema/unknowns";
import { costNotes } from "./cost-note";

const NAMES: readonly string[] = INPUTS.map(({ name }) => name);

/** The inputs and fields a change of which concerns the address or the host. */
const concerning = (what: Input["concerns"]): readonly Path[] =>
  INPUTS.flatMap((input): Path[] => {
    if (input.concerns === what) return [[input.name]];
    const fields = isGroup(input) ? input.fields : [];
    return fields.filter(({ concerns }) => concerns === what).map(({ name }) => [input.name, name]);
  });

/** What decides which machine answers, and what that machine has to be like. */
const ADDRESS = concerning("address");
const HOST = concerning("host");

/** Returns the inputs in a state; a state of an older release lacks some. */
export const inputsIn = (outputs: JsonObject): JsonObject =>
  objectOf(NAMES.map((name) => [name, outputs[name]]));

/** Replaces the inputs in a state. An input that was removed from the program is removed from the state. */
export const withInputs = (outputs: JsonObject, inputs: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(outputs).filter(([name]) => !NAMES.includes(name))),
  ...inputs,
});

/** The difference between a resource's last outputs and its inputs. */
export interface InputsDiff {
  readonly changed: boolean;
  /** For the user: `labels: reload; logOpts: restart (new containers only)`. Empty if nothing has changed. */
  readonly note: string;
}

/**
 * Compares a `Daemon`'s last outputs with its inputs. Never throws: a refresh calls it too, with both sides exchanged.
 * Every changed input is a change, since only an update writes it to the state.
 */
export function diffInputs(outputs: JsonObject, inputs: JsonObject): InputsDiff {
  const changed = NAMES.filter((name) => !same(outputs, inputs, [name]));
  if (changed.length === 0) return { changed: false, note: "" };
  if (!changesHost(outputs, inputs)) {
    return { changed: true, note: `${changed.join(", ")}: no change on the host` };
  }
  const version = parseEngineVersion(textAt(outputs, ["engine", "version"]) ?? "");
  const keys = changedKeys(outputs, inputs);
  const drifted = Object.keys({ ...asObject(outputs.drift), ...asObject(inputs.drift) }).filter(
    (key) => !Object.hasOwn(keys, key),
  );
  const notes = [
    ...addressNotes(outputs, inputs),
    ...Object.entries(keys).map(
      ([key, change]) => `${declaredName(key)}: ${effectText(key, change, version)}`,
    ),
    ...unknownNotes(inputs),
    ...hostNotes(outputs, inputs),
    ...releaseNotes(inputs, keys, version),
    ...drifted.map((key) => `${declaredName(key)}: ${driftText(key, outputs, inputs)}`),
    ...(version === undefined
      ? []
      : costNotes({ effects: effectsOf(outputs, inputs, keys, version), outputs, inputs, version })),
  ];
  return { changed: true, note: notes.join("; ") };
}

/** What a refresh found: of an option the kind of difference only, as its values may be long or secret. */
function driftText(key: string, outputs: JsonObject, inputs: JsonObject): string {
  const found = own(asObject(outputs.drift), key) ?? own(asObject(inputs.drift), key);
  return isHostDrift(key) && typeof found === "string" ? found : "differs in the running engine";
}

/** Returns whether an update has to connect to the host: not if only credentials, `apply` or `timeouts` differ. */
export const changesHost = (outputs: JsonObject, inputs: JsonObject): boolean =>
  ![...ADDRESS, ...HOST].every((path) => same(outputs, inputs, path));

/** Returns whether the inputs may identify another host than the outputs. */
export const changesAddress = (outputs: JsonObject, inputs: JsonObject): boolean =>
  !ADDRESS.every((path) => same(outputs, inputs, path));

function addressNotes(outputs: JsonObject, inputs: JsonObject): readonly string[] {
  const changed = ADDRESS.filter((path) => !same(outputs, inputs, path)).map((path) =>
    path.slice(1).join("."),
  );
  if (changed.length === 0) return [];
  const oldHost = textAt(outputs, ["connection", "host"]) ?? "the previous host";
  const newHost = textAt(inputs, ["connection", "host"]) ?? UNKNOWN;
  const old = changed.includes("host") && newHost !== UNKNOWN ? `; ${oldHost} is left unchanged` : "";
  return [
    `connection.${changed.join(", ")}: the host will be observed, and adopted if it is not managed yet${old}`,
  ];
}

/** What isn't set is equal to an empty object. */
const same = (outputs: JsonObject, inputs: JsonObject, path: Path): boolean =>
  sameJson(jsonAt(outputs, path) ?? {}, jsonAt(inputs, path) ?? {});

/** The old and the new value of a key. */
interface ChangedValues {
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/** The inputs whose changes are shown key by key. */
const KEYED = ["options", "extraOptions"] as const;

/** The other inputs of a program that concern the host. */
const UNKEYED = HOST.filter(([name]) => ![...KEYED, "drift"].includes(String(name)));

function hostNotes(outputs: JsonObject, inputs: JsonObject): readonly string[] {
  return UNKEYED.filter((path) => !same(outputs, inputs, path)).map(
    (path) => `${pathText(path)}: ${effectAt(path)}`,
  );
}

function effectAt([name]: Path): "restart" | "changes" {
  const input = INPUTS.find((each) => each.name === name);
  return (input !== undefined && isGroup(input) ? input.effect : undefined) ?? "changes";
}

/** The effect of each changed key, and of each other changed input that has one. */
function effectsOf(
  outputs: JsonObject,
  inputs: JsonObject,
  keys: Readonly<Record<string, ChangedValues>>,
  version: EngineVersion,
): readonly Effect[] {
  const unkeyed = UNKEYED.filter((path) => !same(outputs, inputs, path)).map(effectAt);
  return [
    ...Object.entries(keys).map(([key, { from, to }]) => effectOf(key, from, to, version)),
    ...unkeyed.filter((effect) => effect === "restart"),
  ];
}

function unknownNotes(inputs: JsonObject): readonly string[] {
  const names = KEYED.filter((name) => inputs[name] === UNKNOWN);
  return names.length === 0 ? [] : [`${names.join(", ")}: unknown during the preview`];
}

/** Returns the keys of daemon.json whose declaration has changed, except in inputs that are unknown as a whole. */
function changedKeys(outputs: JsonObject, inputs: JsonObject): Readonly<Record<string, ChangedValues>> {
  const known = KEYED.filter((name) => inputs[name] !== UNKNOWN);
  const part = (all: JsonObject): JsonObject =>
    Object.fromEntries(known.map((name) => [name, asObject(all[name])]));
  const before = keysOf(part(outputs));
  const after = keysOf(part(inputs));
  const keys = Object.keys({ ...before, ...after }).filter(
    (key) => !sameJson(own(before, key), own(after, key)),
  );
  // Null declares a key absent.
  const valueOf = (side: JsonObject, key: string): Json | undefined => own(side, key) ?? undefined;
  return Object.fromEntries(
    keys.map((key) => [key, { from: valueOf(before, key), to: valueOf(after, key) }]),
  );
}

/** Returns the declared keys. An unknown value counts as changed, not as an error. */
function keysOf(inputs: JsonObject): JsonObject {
  const options = Object.entries(asObject(inputs.options));
  const known = options.filter(([, value]) => !hasUnknown(value));
  const unknown = options
    .filter(([, value]) => hasUnknown(value))
    .map(([name, value]): [string, Json] => [kebab(name), value]);
  try {
    return {
      ...declaredKeys(Object.fromEntries(known), asObject(inputs.extraOptions)),
      ...Object.fromEntries(unknown),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // The state of another release may have options or shapes that are unknown here.
    return Object.fromEntries(options.map(([name, value]) => [kebab(name), value]));
  }
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Makes notes on changed options that the release of the last outputs ignores, deprecates or refuses. */
function releaseNotes(
  inputs: JsonObject,
  keys: Readonly<Record<string, ChangedValues>>,
  version: EngineVersion | undefined,
): readonly string[] {
  if (version === undefined) return [];
  const changed = new Set(Object.keys(keys).map(declaredName));
  return releaseBound(asObject(inputs.options), onlyVersion(version))
    .filter(({ path }) => changed.has(String(path[1])))
    .map(({ path, reason }) => `${pathText(path)}: ${reason}`);
}

function effectText(key: string, { from, to }: ChangedValues, version: EngineVersion | undefined): string {
  if (version === undefined) return "changes";
  const reach = optionByKey(key)?.appliesTo;
  return effectOf(key, from, to, version) + (reach === undefined ? "" : ` (${reach} only)`);
}
