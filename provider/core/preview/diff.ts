import { declaredKeys } from "../desired/daemon-json";
import { type EngineVersion, onlyVersion, parseEngineVersion } from "../engine-version";
import { isJsonObject, type Json, jsonAt, type JsonObject, own, sameJson } from "../json";
import { optionByKey, optionName } from "../options";
import { effectOf } from "../plan/effect";
import { releaseBound } from "../plan/engine-gate";
import { pathText } from "../property-path";
import { hasUnknown, UNKNOWN } from "../schema/unknowns";

/** The inputs of a `Daemon`, in the order in which a note tells of them. */
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

/** The inputs that stand in a state; one of an older release lacks some. */
export const inputsIn = (outputs: JsonObject): JsonObject =>
  Object.fromEntries(INPUTS.flatMap((name) => (outputs[name] === undefined ? [] : [[name, outputs[name]]])));

/** Last outputs with other inputs. An input that left the program leaves the state. */
export const withInputs = (outputs: JsonObject, inputs: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(outputs).filter(([name]) => !INPUTS.some((input) => input === name))),
  ...inputs,
});

/** Those that say nothing of what a host has to be like. */
const MANNER: readonly string[] = ["connection", "engineVersion", "apply", "timeouts"];

/** The parts of a connection that decide which machine answers; the others decide how to log in. */
const ADDRESS = ["host", "port", "hostKey"] as const;

/** What changes between a resource's last outputs and its inputs, and what that takes. */
export interface InputsDiff {
  readonly changed: boolean;
  /** For the user: `labels: reload; logOpts: restart (new containers only)`. Empty where nothing changed. */
  readonly note: string;
}

/**
 * Compares a `Daemon`'s last outputs with its inputs. Never throws: a refresh asks, too, with both sides exchanged.
 * Any changed input is a change, since only an update brings it into the state.
 */
export function diffInputs(outputs: JsonObject, inputs: JsonObject): InputsDiff {
  if (INPUTS.every((name) => same(outputs, inputs, name))) return { changed: false, note: "" };
  if (!changesHost(outputs, inputs)) {
    const names = INPUTS.filter((name) => !same(outputs, inputs, name));
    return { changed: true, note: `${names.join(", ")}: host not touched` };
  }
  const version = parseEngineVersion(textAt(outputs, ["engine", "version"]) ?? "");
  const keys = changedKeys(outputs, inputs);
  const drifted = Object.keys({ ...record(outputs.drift), ...record(inputs.drift) }).filter(
    (key) => !Object.hasOwn(keys, key),
  );
  const notes = [
    ...addressNotes(outputs, inputs),
    ...Object.entries(keys).map(([key, change]) => `${nameOf(key)}: ${effectText(key, change, version)}`),
    ...unknownNotes(inputs),
    ...(same(outputs, inputs, "tls") ? [] : ["tls: restart"]),
    ...releaseNotes(inputs, keys, version),
    ...drifted.map((key) => `${nameOf(key)}: not as declared in the running engine`),
  ];
  return { changed: true, note: notes.join("; ") };
}

/** Whether an update needs the host: not if only credentials or the way to apply changes differ. */
export function changesHost(outputs: JsonObject, inputs: JsonObject): boolean {
  const beside = INPUTS.filter((name) => !MANNER.includes(name));
  return changesAddress(outputs, inputs) || !beside.every((name) => same(outputs, inputs, name));
}

/** Whether another machine than the last time may answer. */
export const changesAddress = (outputs: JsonObject, inputs: JsonObject): boolean =>
  changedAddress(outputs, inputs).length > 0;

const changedAddress = (outputs: JsonObject, inputs: JsonObject): readonly string[] =>
  ADDRESS.filter(
    (name) => !sameJson(jsonAt(outputs, ["connection", name]), jsonAt(inputs, ["connection", name])),
  );

function addressNotes(outputs: JsonObject, inputs: JsonObject): readonly string[] {
  const changed = changedAddress(outputs, inputs);
  if (changed.length === 0) return [];
  const before = textAt(outputs, ["connection", "host"]) ?? "the previous host";
  const now = textAt(inputs, ["connection", "host"]) ?? UNKNOWN;
  const old = changed.includes("host") && now !== UNKNOWN ? `; ${before} is left unchanged` : "";
  return [
    `connection.${changed.join(", ")}: the host will be observed, and adopted if it is not managed yet${old}`,
  ];
}

const same = (outputs: JsonObject, inputs: JsonObject, name: string): boolean =>
  sameJson(outputs[name] ?? {}, inputs[name] ?? {});

/** Values of a key before and after. */
interface Change {
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

const KEYED = ["options", "extraOptions"] as const;

function unknownNotes(inputs: JsonObject): readonly string[] {
  const names = KEYED.filter((name) => inputs[name] === UNKNOWN);
  return names.length === 0 ? [] : [`${names.join(", ")}: not known yet`];
}

/** The keys of daemon.json whose declaration changed. Of records that aren't known yet nothing is said key by key. */
function changedKeys(outputs: JsonObject, inputs: JsonObject): Readonly<Record<string, Change>> {
  const known = KEYED.filter((name) => inputs[name] !== UNKNOWN);
  const part = (all: JsonObject): JsonObject =>
    Object.fromEntries(known.map((name) => [name, record(all[name])]));
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

/** Declared keys as far as they are known; what isn't known yet counts as changed, not as an error. */
function keysOf(inputs: JsonObject): JsonObject {
  const options = Object.entries(record(inputs.options));
  const known = options.filter(([, value]) => !hasUnknown(value));
  const unknown = options
    .filter(([, value]) => hasUnknown(value))
    .map(([name, value]): [string, Json] => [kebab(name), value]);
  try {
    return {
      ...declaredKeys(Object.fromEntries(known), record(inputs.extraOptions)),
      ...Object.fromEntries(unknown),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    // A state of another release may hold options or shapes that this one doesn't know.
    return Object.fromEntries(options.map(([name, value]) => [kebab(name), value]));
  }
}

function textAt(value: JsonObject, path: readonly string[]): string | undefined {
  const found = jsonAt(value, path);
  return typeof found === "string" ? found : undefined;
}

const record = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const nameOf = (key: string): string => (optionByKey(key) === undefined ? key : optionName(key));

/** What the engine of the last outputs makes of changed options because of its release. */
function releaseNotes(
  inputs: JsonObject,
  keys: Readonly<Record<string, Change>>,
  version: EngineVersion | undefined,
): readonly string[] {
  if (version === undefined) return [];
  const changed = new Set(Object.keys(keys).map(nameOf));
  return releaseBound(record(inputs.options), onlyVersion(version))
    .filter(({ path }) => changed.has(String(path[1])))
    .map(({ path, reason }) => `${pathText(path)}: ${reason}`);
}

function effectText(key: string, { from, to }: Change, version: EngineVersion | undefined): string {
  if (version === undefined) return "changes";
  const reach = optionByKey(key)?.appliesTo;
  return effectOf(key, from, to, version) + (reach === undefined ? "" : ` (${reach} only)`);
}
