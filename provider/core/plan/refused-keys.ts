import { merge, type Owned, ownedPart } from "../desired/daemon-json";
import type { Json, JsonObject } from "../json";
import { optionByKey, optionName } from "../options";

/** Whose keys of daemon.json a refusal by dockerd names. */
export interface RefusedKeys {
  /** As a program declares them: `options.registryMirrors`, `extraOptions["some-key"]`. */
  readonly managed: readonly string[];
  /** By their names in daemon.json; no part of them is managed. */
  readonly unmanaged: readonly string[];
  /** By their names in daemon.json: maps of which only other entries are managed. */
  readonly beside: readonly string[];
}

/**
 * The keys that dockerd's text names, or whose values it quotes. A map may be managed in part: then a quoted value
 * decides, if there is one.
 */
export function refusedKeys(text: string, daemonJson: JsonObject, owned: Owned): RefusedKeys {
  const managed = ownedPart(daemonJson, owned);
  const unmanaged = merge(daemonJson, {}, owned);
  const quoted = [managed, unmanaged].map((part) => keysOf(part, (_key, value) => quotes(text, value)));
  const [ofManaged = [], ofUnmanaged = []] = quoted.some((keys) => keys.length > 0)
    ? quoted
    : [managed, unmanaged].map((part) => keysOf(part, (key) => names(text, key)));
  return {
    managed: ofManaged.map(declaredName),
    unmanaged: ofUnmanaged.filter((key) => !Object.hasOwn(managed, key)),
    beside: ofUnmanaged.filter((key) => Object.hasOwn(managed, key) && !ofManaged.includes(key)),
  };
}

const keysOf = (part: JsonObject, wanted: (key: string, value: Json) => boolean): readonly string[] =>
  Object.entries(part).flatMap(([key, value]) => (wanted(key, value) ? [key] : []));

/** `Config.default-ulimits.Hard` names default-ulimits; `log-opts` doesn't name log-opt. */
const names = (text: string, key: string): boolean => text.split(/[^\w-]+/).includes(key);

/** The length from which a quoted value counts: shorter ones, such as "a" or "1", are a part of any text. */
const MIN_LENGTH = 4;

function quotes(text: string, value: Json): boolean {
  if (typeof value === "string") {
    // Engine 26.1 and newer refuse bytes that aren't UTF-8 without naming the place; here they are read as U+FFFD.
    const isInvalid = value.includes("\ufffd") && text.includes("invalid UTF-8");
    return isInvalid || (value.length >= MIN_LENGTH && text.includes(value));
  }
  return (
    typeof value === "object" && value !== null && Object.values(value).some((part) => quotes(text, part))
  );
}

const declaredName = (key: string): string =>
  optionByKey(key) === undefined ? `extraOptions[${JSON.stringify(key)}]` : `options.${optionName(key)}`;
