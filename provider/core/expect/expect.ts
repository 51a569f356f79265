import { type EngineVersion, isAtLeast } from "../engine-version";
import { asObject, isJsonObject, type Json, type JsonObject, own, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import { catalogue, defaultOf, type Endpoint, type Observable, type Option, optionByKey } from "../options";
import { isText } from "../options/types/basic";

/** A key whose value isn't in effect in the running engine. */
export interface Mismatch {
  readonly key: string;
  /** Undefined for a sensitive option, whose values are never printed. */
  readonly values:
    | {
        /** daemon.json's value, or the engine's default if the key is absent. */
        readonly expected: Json;
        /** The value that the engine reports. */
        readonly reported: Json;
      }
    | undefined;
  /** The field that reports the value: `GET /info: RegistryConfig.Mirrors`. */
  readonly where: string;
  /** Paths that have to be resolved on the host: the engine reports them without symbolic links. */
  readonly paths: readonly string[];
}

/** Prints a mismatch as a line of an error. */
export const mismatchText = ({ key, values, where }: Mismatch): string =>
  values === undefined
    ? `${key}: the value reported by ${where} differs`
    : `${key}: expected ${JSON.stringify(values.expected)}, ${where} reports ${JSON.stringify(values.reported)}`;

/** Returns the API's endpoints that report some keys of daemon.json. */
export const reportingEndpoints = (keys: readonly string[]): readonly Endpoint[] =>
  keys.flatMap((key) => optionByKey(key)?.observable?.endpoint ?? []);

/** Returns the keys of daemon.json, out of some, whose values the running engine doesn't report as in the file. */
export function mismatches(
  daemonJson: JsonObject,
  keys: readonly string[],
  engine: ObservedEngine,
): readonly Mismatch[] {
  return catalogue
    .filter((option) => keys.includes(option.key))
    .filter((option) => option.overridden?.(daemonJson) !== true)
    .flatMap((option) => mismatch(option, own(daemonJson, option.key), engine));
}

/** Returns whether the running engine reports a key's value as daemon.json has it. */
export const isInEffect = (key: string, daemonJson: JsonObject, engine: ObservedEngine): boolean =>
  unreported([key], engine.version).length === 0 && mismatches(daemonJson, [key], engine).length === 0;

/** Returns the paths that the host has to resolve before a daemon.json can be compared with the running engine. */
export const pathsToResolve = (
  daemonJson: JsonObject,
  keys: readonly string[],
  engine: ObservedEngine,
): readonly string[] => mismatches(daemonJson, keys, engine).flatMap(({ paths }) => paths);

function mismatch(option: Option, inFile: Json | undefined, engine: ObservedEngine): Mismatch[] {
  const { observable } = option;
  if (observable === undefined || !isReported(observable, engine.version)) return [];
  const expected = inFile ?? defaultOf(option, engine.version);
  // Without a fixed default any value is right.
  if (expected === null) return [];
  const answers = {
    "/version": engine.versionAnswer,
    "/info": engine.infoAnswer,
    "/networks/bridge": engine.bridgeAnswer,
  };
  const reported = observable.read(answers[observable.endpoint]);
  const wanted = observable.normalise(expected);
  if (reported === undefined || wanted === null) return [];
  const actual = observable.normalise(reported);
  if (agree(observable, wanted, actual)) return [];
  const paths = observable.resolved === true ? [wanted, actual].filter(isText) : [];
  const real = paths.map((path) => engine.realPaths?.get(path));
  if (real.length === 2 && real[0] !== undefined && real[0] === real[1]) return [];
  return [
    {
      key: option.key,
      values: option.sensitive === true ? undefined : { expected, reported },
      where: `GET ${observable.endpoint}: ${observable.field}`,
      paths,
    },
  ];
}

/** Returns the keys of daemon.json, out of some, that an engine doesn't report: they can't be verified. */
export const unreported = (keys: readonly string[], version: EngineVersion): readonly string[] =>
  keys.filter((key) => {
    const observable = optionByKey(key)?.observable;
    return observable === undefined || !isReported(observable, version);
  });

/** Returns whether engines of a version report an option at all. */
function isReported({ since, until }: Observable, version: EngineVersion): boolean {
  return (
    (since === undefined || isAtLeast(version, since)) && (until === undefined || !isAtLeast(version, until))
  );
}

function agree({ partly }: Observable, wanted: Json, reported: Json): boolean {
  if (partly !== true || !isJsonObject(wanted)) return sameJson(wanted, reported);
  return Object.entries(wanted).every(([name, value]) => sameJson(value, own(asObject(reported), name)));
}
