import { declaredKeys } from "../desired/daemon-json";
import { type EngineVersion, onlyVersion, parseEngineVersion } from "../engine-version";
import { asObject, type Json, jsonAt, type JsonObject, objectOf, own, sameJson } from "../json";
import { optionByKey, optionName } from "../options";
import { effectOf } from "../plan/effect";
import { releaseBound } from "../plan/engine-gate";
import { pathText } from "../property-path";
import { hasUnknown, UNKNOWN } from "../schema/unknowns";

/** The inputs of a `Daemon`, in the order in which a note lists them. */
const INPUTS = [
  "connection",
  "engineVersion",
  "options",
  "extraOptions",
  "tls",
  "apply",
  "timeouts",
  "drift",
] as const;

/** Returns the inputs in a state; a state of an older release lacks some. */
export const inputsIn = (outputs: JsonObject): JsonObject =>
  objectOf(INPUTS.map((name) => [name, outputs[name]]));

/** Replaces the inputs in a state. An input that was removed from the program is removed from the state. */
export const withInputs = (outputs: JsonObject, inputs: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(outputs).filter(([name]) => !INPUTS.some((input) => input === name))),
  ...inputs,
});

/** The inputs that don't concern the host's configuration. */
const MANNER: readonly string[] = ["connection", "engineVersion", "apply", "timeouts"];

/** The parts of a connection that identify the host; the others are credentials. */
const ADDRESS = ["host", "port", "hostKey"] as const;

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
  if (INPUTS.every((name) => same(outputs, inputs, name))) return { changed: false, note: "" };
  if (!changesHost(outputs, inputs)) {
    const names = INPUTS.filter((name) => !same(outputs, inputs, name));
    return { changed: true, note: `${names.join(", ")}: no change on the host` };
  }
  const version = parseEngineVersion(textAt(outputs, ["engine", "version"]) ?? "");
  const keys = changedKeys(outputs, inputs);
  const drifted = Object.keys({ ...asObject(outputs.drift), ...asObject(inputs.drift) }).filter(
    (key) => !Object.hasOwn(keys, key),
  );
  const notes = [
    ...addressNotes(outputs, inputs),
    ...Object.entries(keys).map(([key, change]) => `${nameOf(key)}: ${effectText(key, change, version)}`),
    ...unknownNotes(inputs),
    ...(same(outputs, inputs, "tls") ? [] : ["tls: restart"]),
    ...releaseNotes(inputs, keys, version),
    ...drifted.map((key) => `${nameOf(key)}: differs in the running engine`),
  ];
  return { changed: true, note: notes.join("; ") };
}

/** Returns whether an update has to connect to the host: not if only credentials, `apply` or `timeouts` differ. */
export function changesHost(outputs: JsonObject, inputs: JsonObject): boolean {
  const beside = INPUTS.filter((name) => !MANNER.includes(name));
  return changesAddress(outputs, inputs) || !beside.every((name) => same(outputs, inputs, name));
}

/** Returns whether the inputs may identify another host than the outputs. */
export const changesAddress = (outputs: JsonObject, inputs: JsonObject): boolean =>
  changedAddress(outputs, inputs).length > 0;

const changedAddress = (outputs: JsonObject, inputs: JsonObject): readonly string[] =>
  ADDRESS.filter(
    (name) => !sameJson(jsonAt(outputs, ["connection", name]), jsonAt(inputs, ["connection", name])),
  );

function addressNotes(outputs: JsonObject, inputs: JsonObject): readonly string[] {
  const changed = changedAddress(outputs, inputs);
  if (changed.length === 0) return [];
  const oldHost = textAt(outputs, ["connection", "host"]) ?? "the previous host";
  const newHost = textAt(inputs, ["connection", "host"]) ?? UNKNOWN;
  const old = changed.includes("host") && newHost !== UNKNOWN ? `; ${oldHost} is left unchanged` : "";
  return [
    `connection.${changed.join(", ")}: the host will be observed, and adopted if it is not managed yet${old}`,
  ];
}

const same = (outputs: JsonObject, inputs: JsonObject, name: string): boolean =>
  sameJson(outputs[name] ?? {}, inputs[name] ?? {});

/** The old and the new value of a key. */
interface KeyChange {
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

const KEYED = ["options", "extraOptions"] as const;

function unknownNotes(inputs: JsonObject): readonly string[] {
  const names = KEYED.filter((name) => inputs[name] === UNKNOWN);
  return names.length === 0 ? [] : [`${names.join(", ")}: unknown during the preview`];
}

/** Returns the keys of daemon.json whose declaration has changed, except in inputs that are unknown as a whole. */
function changedKeys(outputs: JsonObject, inputs: JsonObject): Readonly<Record<string, KeyChange>> {
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

function textAt(value: JsonObject, path: readonly string[]): string | undefined {
  const part = jsonAt(value, path);
  return typeof part === "string" ? part : undefined;
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const nameOf = (key: string): string => (optionByKey(key) === undefined ? key : optionName(key));

/** Makes notes on changed options that the release of the last outputs ignores, deprecates or refuses. */
function releaseNotes(
  inputs: JsonObject,
  keys: Readonly<Record<string, KeyChange>>,
  version: EngineVersion | undefined,
): readonly string[] {
  if (version === undefined) return [];
  const changed = new Set(Object.keys(keys).map(nameOf));
  return releaseBound(asObject(inputs.options), onlyVersion(version))
    .filter(({ path }) => changed.has(String(path[1])))
    .map(({ path, reason }) => `${pathText(path)}: ${reason}`);
}

function effectText(key: string, { from, to }: KeyChange, version: EngineVersion | undefined): string {
  if (version === undefined) return "changes";
  const reach = optionByKey(key)?.appliesTo;
  return effectOf(key, from, to, version) + (reach === undefined ? "" : ` (${reach} only)`);
}
