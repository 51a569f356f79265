import { type Json, type JsonObject, own, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import { catalogue, type Option, optionByKey } from "../options";

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

function mismatch(option: Option, inFile: Json | undefined, engine: ObservedEngine): Mismatch[] {
  const { observable } = option;
  if (observable === undefined) return [];
  const expected = inFile ?? option.default;
  // What the engine chooses by itself, it may choose.
  if (expected === null) return [];
  const answers = {
    "/version": engine.versionAnswer,
    "/info": engine.infoAnswer,
    "/networks/bridge": engine.bridgeAnswer,
  };
  const shown = observable.read(answers[observable.endpoint]);
  if (sameJson(observable.normalise(expected), observable.normalise(shown))) return [];
  return [{ key: option.key, expected, shown, where: `GET ${observable.endpoint}: ${observable.field}` }];
}
