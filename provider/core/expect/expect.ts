import { type EngineVersion, isAtLeast } from "../engine-version";
import { isJsonObject, type Json, type JsonObject, own, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import { catalogue, defaultOf, type Observable, type Option, optionByKey } from "../options";

/** A key whose value isn't in force in the running engine. */
export interface Mismatch {
  readonly key: string;
  /** daemon.json's value; the engine's default where the key is absent. */
  readonly expected: Json;
  /** What the engine shows. */
  readonly shown: Json;
  /** Where: `GET /info: RegistryConfig.Mirrors`. */
  readonly where: string;
}

/** Whether an engine has to be asked for its default bridge to see whether some keys of daemon.json are in force. */
export const needsBridge = (keys: readonly string[]): boolean =>
  keys.some((key) => optionByKey(key)?.observable?.endpoint === "/networks/bridge");

/** Of some keys of daemon.json, those that the running engine doesn't show as they stand there. */
export function mismatches(
  file: JsonObject,
  keys: readonly string[],
  engine: ObservedEngine,
): readonly Mismatch[] {
  return catalogue
    .filter((option) => keys.includes(option.key))
    .flatMap((option) => mismatch(option, own(file, option.key), engine));
}

/** Returns whether the running engine reports a key's value as it stands in daemon.json. */
export function isInEffect(key: string, file: JsonObject, engine: ObservedEngine): boolean {
  const observable = optionByKey(key)?.observable;
  return (
    observable !== undefined &&
    shows(observable, engine.version) &&
    mismatches(file, [key], engine).length === 0
  );
}

function mismatch(option: Option, inFile: Json | undefined, engine: ObservedEngine): Mismatch[] {
  const { observable } = option;
  if (observable === undefined || !shows(observable, engine.version)) return [];
  const expected = inFile ?? defaultOf(option, engine.version);
  // What the engine chooses by itself, it may choose.
  if (expected === null) return [];
  const answers = {
    "/version": engine.versionAnswer,
    "/info": engine.infoAnswer,
    "/networks/bridge": engine.bridgeAnswer,
  };
  const shown = observable.read(answers[observable.endpoint]);
  const wanted = observable.normalise(expected);
  if (shown === undefined || wanted === null || agree(observable, wanted, observable.normalise(shown)))
    return [];
  // Normalised, what is sensitive is masked.
  const told = option.sensitive === true ? wanted : expected;
  return [
    { key: option.key, expected: told, shown, where: `GET ${observable.endpoint}: ${observable.field}` },
  ];
}

/** Whether engines of a version show an option at all. */
function shows({ since, until }: Observable, version: EngineVersion): boolean {
  return (
    (since === undefined || isAtLeast(version, since)) && (until === undefined || !isAtLeast(version, until))
  );
}

function agree({ partly }: Observable, wanted: Json, shown: Json): boolean {
  if (partly !== true || !isJsonObject(wanted)) return sameJson(wanted, shown);
  return Object.entries(wanted).every(([name, value]) =>
    sameJson(value, isJsonObject(shown) ? own(shown, name) : undefined),
  );
}
