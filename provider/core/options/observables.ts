import { type Json, jsonAt } from "../json";
import type { Endpoint, Observable } from "./option";

const same = (value: Json): Json => value;

/** A value that stands as it is at a path of an endpoint's answer. */
export function shownAt(
  endpoint: Endpoint,
  path: readonly string[],
  normalise: Observable["normalise"] = same,
): Observable {
  return { endpoint, field: path.join("."), read: (answer) => jsonAt(answer, path) ?? null, normalise };
}

/** An option of the default bridge network, which shows all values as text. */
export function bridgeOption(name: string): Observable {
  const field = `com.docker.network.${name}`;
  return {
    endpoint: "/networks/bridge",
    field: `Options["${field}"]`,
    read: (answer) => jsonAt(answer, ["Options", field]) ?? null,
    normalise: (value) => (value === null || typeof value === "object" ? value : String(value)),
  };
}
