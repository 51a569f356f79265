import { type Json, jsonAt, type JsonObject, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import { catalogue, type Option } from "../options";

/** A key whose value isn't in force in the running engine. */
export interface Mismatch {
  readonly key: string;
  /** daemon.json's value; the engine's default where the key is absent. */
  readonly expected: Json;
  /** What the engine shows. */
  readonly shown: Json;
  /** Where: `/info: RegistryConfig.Mirrors`. */
  readonly where: string;
}

/** Of some keys of daemon.json, those that the running engine doesn't show as they stand there. */
export function mismatches(
  file: JsonObject,
  keys: readonly string[],
  engine: ObservedEngine,
): readonly Mismatch[] {
  return catalogue
    .filter((option) => keys.includes(option.key))
    .flatMap((option) =>
      mismatch(option, Object.hasOwn(file, option.key) ? file[option.key] : undefined, engine),
    );
}

function mismatch(option: Option, inFile: Json | undefined, engine: ObservedEngine): Mismatch[] {
  const { observable } = option;
  if (observable === undefined) return [];
  const answer = observable.endpoint === "/info" ? engine.infoAnswer : engine.versionAnswer;
  const shown = jsonAt(answer, observable.path) ?? null;
  const expected = inFile ?? option.default;
  if (sameJson(observable.normalise(expected), observable.normalise(shown))) return [];
  return [
    { key: option.key, expected, shown, where: `${observable.endpoint}: ${observable.path.join(".")}` },
  ];
}
