import { declarationOf } from "../core/desired/declaration";
import { entriesIn } from "../core/desired/daemon-json";
import { isJsonObject, type Json, type JsonObject } from "../core/json";
import { catalogue, optionByKey, optionByName } from "../core/options";
import { misnomer } from "../core/options/misnomers";
import { checkDaemonInputs, findings } from "../core/schema/check";
import type { Failure } from "../core/schema/failure";
import { nearest } from "../core/nearest";
import { pathText } from "../core/property-path";
import type { Engines } from "./arguments";

/** The result of a check. */
export interface Verdict {
  readonly failures: readonly Failure[];
  readonly warnings: readonly Failure[];
}

/** A placeholder for the inputs that a `Daemon` requires beside its options; no connection is opened. */
const NO_HOST = { host: "localhost", hostKey: `SHA256:${"A".repeat(43)}` };

/** Returns the failures and warnings of a `Daemon` with these options, for the given engines. */
export function verdictOf(options: Json, engines: Engines | undefined): Verdict {
  const engineVersion: JsonObject = engines === undefined ? {} : { engineVersion: engines.text };
  const warnings = findings(isJsonObject(options) ? options : {}, engines?.range)
    .filter(({ verdict }) => verdict === "warning")
    .map(({ path, reason }) => ({ path: pathText(path), reason }));
  return { failures: checkDaemonInputs({ connection: NO_HOST, options, ...engineVersion }), warnings };
}

/** Returns the failures and warnings of a daemon.json, with its own key names. */
export function verdictOfFile(file: JsonObject, engines: Engines | undefined): Verdict {
  const { options, extraOptions } = declarationOf(file);
  const { failures, warnings } = verdictOf(options, engines);
  const beside = Object.entries(extraOptions).map(([key, value]) => ({
    path: key,
    reason: rejection(key, value),
  }));
  return { failures: [...failures.map(inFile), ...beside], warnings: warnings.map(inFile) };
}

/** Returns why a key of daemon.json can't be converted to an option. */
function rejection(key: string, value: Json): string {
  const option = optionByKey(key);
  if (option === undefined) return keysOf(misnomer(key) ?? unknown(key));
  if (Array.isArray(value) && isReadable(option.type.fromFile(value), entriesIn(key, value)))
    return "contains duplicates; leave one of them out";
  const example = JSON.stringify(option.type.toFile(option.example));
  return `has a value that dockerd rejects; write it as in ${JSON.stringify(key)}: ${example}`;
}

/** Whether all entries of a map were read. */
const isReadable = (read: Json | undefined, entries: JsonObject): boolean =>
  isJsonObject(read) && Object.keys(read).length === Object.keys(entries).length;

function unknown(key: string): string {
  const near = nearest(
    key,
    catalogue.map((option) => option.key),
  );
  return `is not a key of daemon.json, and dockerd doesn't start with it; ${near === undefined ? "leave it out" : `write ${near}`}`;
}

const inFile = ({ path, reason }: Failure): Failure => ({ path: keysOf(path), reason: keysOf(reason) });

/** Replaces the names of options in a text by their keys in daemon.json. */
const keysOf = (text: string): string =>
  text.replace(/\boptions\.([A-Za-z]\w*)/g, (found, name: string) => optionByName(name)?.key ?? found);
