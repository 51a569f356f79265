import { isJsonObject, type Json, jsonAt } from "../../json";
import type { Endpoint, Observable } from "../option";
import { isText } from "../types/basic";

const same = (value: Json): Json => value;

/** The releases in which a field reports an option. */
type ReportingReleases = Pick<Observable, "since" | "until">;

/** Observes a value at a path of an endpoint's response. An engine without a default bridge reports nothing. */
export function shownAt(
  endpoint: Endpoint,
  path: readonly string[],
  normalise: Observable["normalise"] = same,
  releases: ReportingReleases = {},
): Observable {
  const read = (answer: Json): Json | undefined =>
    answer === null && endpoint === "/networks/bridge" ? undefined : (jsonAt(answer, path) ?? null);
  return { endpoint, field: path.join("."), read, normalise, ...releases };
}

/** Observes an option of the default bridge network, which reports all values as strings. */
export function bridgeOption(name: string): Observable {
  const field = `com.docker.network.${name}`;
  return {
    ...shownAt("/networks/bridge", ["Options", field]),
    field: `Options["${field}"]`,
    normalise: (value) => (value === null || typeof value === "object" ? value : String(value)),
  };
}

/** Returns the properties of a security option in `/info`; undefined if it is missing. */
function securityOption(info: Json, name: string): ReadonlyMap<string, string> | undefined {
  const all = jsonAt(info, ["SecurityOptions"]);
  const found = (Array.isArray(all) ? (all as Json[]) : []).filter(isText).map((entry) => {
    const properties = entry.split(",").map((part): [string, string] => {
      const sign = part.indexOf("=");
      return [part.slice(0, sign), part.slice(sign + 1)];
    });
    return new Map(properties);
  });
  return found.find((properties) => properties.get("name") === name);
}

/** Observes whether `/info` lists a security option. `means` returns whether a value of daemon.json enables it. */
export function securityShown(
  name: string,
  means: (value: Json) => Json = same,
  releases: ReportingReleases = {},
): Observable {
  return {
    endpoint: "/info",
    field: `SecurityOptions: name=${name}`,
    read: (info) => securityOption(info, name) !== undefined,
    normalise: (value) => (typeof value === "boolean" ? value : means(value)),
    ...releases,
  };
}

/** Observes the seccomp profile. Engines before 23.0 call the built-in one "default", newer ones "builtin". */
export const seccompShown: Observable = {
  endpoint: "/info",
  field: "SecurityOptions: name=seccomp,profile=",
  // On a kernel without seccomp the engine reports none.
  read: (info) => securityOption(info, "seccomp")?.get("profile"),
  normalise: (value) => (value === "" || value === "default" || value === "builtin" ? "builtin" : value),
};

/** Normalises a list that the engine reports in any order. */
export const asSet = (value: Json): Json =>
  value === null ? [] : Array.isArray(value) ? [...new Set((value as Json[]).map(String))].sort() : value;

/** Normalises an object by removing members that are empty strings or null. */
export const filledMembers = (value: Json): Json =>
  isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).filter(([, part]) => part !== "" && part !== null))
    : value;
