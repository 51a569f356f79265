import {
  type EngineVersion,
  OLDEST_RELEASE,
  onlyVersion,
  parseEngineVersion,
} from "../../provider/core/engine-version";
import type { JsonObject } from "../../provider/core/json";
import { catalogue, defaultOf, type Field, type Option } from "../../provider/core/options";
import { type Lifetime, standings } from "../../provider/core/options/lifetime";
import { effectSentence } from "../../provider/core/options/sentences";

/** The releases for which the package has a schema: those that brought or took an option, by their series. */
export const SCHEMA_VERSIONS: readonly string[] =
  `${OLDEST_RELEASE} 17.09 17.12 18.06 18.09 19.03 20.10 23.0 24.0 25.0 26.1 27.5 28.0 28.5 29.0 29.2 29.5 29.7`.split(
    " ",
  );

/** JSON Schema of daemon.json for engines of a release: what they take, with what an editor shows of it. */
export function jsonSchema(release: string, options: readonly Option[] = catalogue): JsonObject {
  const version = parseEngineVersion(release);
  if (version === undefined) throw new TypeError(`not a version: ${release}`);
  const properties = options
    .filter((option) => takes(option, version))
    .map((option): [string, JsonObject] => [option.key, property(option, version)]);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `daemon.json of Docker Engine ${release}`,
    type: "object",
    properties: Object.fromEntries(properties.sort(([a], [b]) => (a < b ? -1 : 1))),
    additionalProperties: false,
  };
}

/** Whether an engine takes something, with or without effect. */
function takes(lifetime: Lifetime, version: EngineVersion): boolean {
  const [standing] = standings(lifetime, onlyVersion(version));
  return standing !== "removed" && standing !== "not yet known";
}

function property(option: Option, version: EngineVersion): JsonObject {
  const knows = (field: Field): boolean => takes({ since: "0.0", ...field }, version);
  const value = defaultOf(option, version);
  const [standing] = standings(option, onlyVersion(version));
  return {
    ...option.type.jsonSchema(knows),
    description: `${option.doc} ${effectSentence(option)}`,
    ...(value === null ? {} : { default: value }),
    ...(standing === "taken" ? {} : { deprecated: true }),
  };
}
