import { declaredKeys } from "../desired/daemon-json";
import { type EngineVersion, onlyVersion, parseEngineVersion } from "../engine-version";
import { isJsonObject, type Json, jsonAt, type JsonObject, own, sameJson } from "../json";
import { optionByKey, optionName } from "../options";
import { effectOf } from "../plan/effect";
import { releaseBound } from "../schema/engine-gate";
import { pathText } from "../schema/path";
import { hasUnknown } from "../schema/unknowns";

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

/** Those that say nothing of what a host has to be like. */
const MANNER: readonly string[] = ["connection", "engineVersion", "apply", "timeouts"];

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
  const before = textAt(outputs, ["connection", "host"]) ?? "the one before";
  const version = parseEngineVersion(textAt(outputs, ["engine", "version"]) ?? "");
  const keys = changedKeys(outputs, inputs);
  const drifted = Object.keys({ ...record(outputs.drift), ...record(inputs.drift) }).filter(
    (key) => !Object.hasOwn(keys, key),
  );
  const notes = [
    ...(movesHost(outputs, inputs)
      ? [`connection.host: another host is taken over; ${before} keeps what it has`]
      : []),
    ...Object.entries(keys).map(([key, change]) => `${nameOf(key)}: ${effectText(key, change, version)}`),
    ...(same(outputs, inputs, "tls") ? [] : ["tls: restart"]),
    ...releaseNotes(inputs, keys, version),
    ...drifted.map((key) => `${nameOf(key)}: not as declared in the running engine`),
  ];
  return { changed: true, note: notes.join("; ") };
}

/** Whether a difference reaches a host at all: all do but how the same host is reached, and how changes are applied. */
export function changesHost(outputs: JsonObject, inputs: JsonObject): boolean {
  const beside = INPUTS.filter((name) => !MANNER.includes(name));
  return movesHost(outputs, inputs) || !beside.every((name) => same(outputs, inputs, name));
}

/** Whether the inputs name another host than the last outputs. */
export function movesHost(outputs: JsonObject, inputs: JsonObject): boolean {
  return !sameJson(jsonAt(outputs, ["connection", "host"]), jsonAt(inputs, ["connection", "host"]));
}

const same = (outputs: JsonObject, inputs: JsonObject, name: string): boolean =>
  sameJson(outputs[name] ?? {}, inputs[name] ?? {});

/** Values of a key before and after. */
interface Change {
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/** The keys of daemon.json whose declaration changed. */
function changedKeys(outputs: JsonObject, inputs: JsonObject): Readonly<Record<string, Change>> {
  const before = keysOf(outputs);
  const after = keysOf(inputs);
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
