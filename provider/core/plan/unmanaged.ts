import { isMap, ownedPart, merge, type Owned, ownedBy } from "../desired/daemon-json";
import type { ErrorFacts } from "../errors";
import { asObject, type Json, type JsonObject, own } from "../json";
import { optionByKey, optionName } from "../options";
import { pathText } from "../property-path";
import { ruleFindings } from "../schema/rules";

/**
 * Returns why declared keys conflict with unmanaged ones in daemon.json; undefined if they don't. Conflicts of unmanaged
 * keys with each other don't count.
 */
export function unmanagedConflict(
  found: JsonObject,
  declared: JsonObject,
  owned: Owned,
): ErrorFacts | undefined {
  const conflict =
    caseConflict(found, { ...owned, ...declared }) ??
    shapeConflict(found, declared) ??
    logOptsConflict(found, declared, owned) ??
    ruleConflict(found, declared, owned);
  return conflict === undefined ? undefined : { kind: "ConflictError", step: "plan", ...conflict };
}

type Conflict = Pick<ErrorFacts, "what" | "remedy">;

/** Parsers disagree on keys that differ in case only: dockerd refuses some, and reads others as the same. */
function caseConflict(found: JsonObject, managed: Readonly<Record<string, unknown>>): Conflict | undefined {
  for (const key of Object.keys(managed)) {
    const other = Object.keys(found).find((name) => name !== key && name.toLowerCase() === key.toLowerCase());
    if (other === undefined) continue;
    return {
      what: `daemon.json holds the key ${JSON.stringify(other)}, which differs only in case from ${key}`,
      remedy: `rename it to ${key} in daemon.json on the host, or remove it there, then run again`,
    };
  }
  return undefined;
}

/** A map that isn't one can't be merged: what it holds would be lost. */
function shapeConflict(found: JsonObject, declared: JsonObject): Conflict | undefined {
  const key = Object.keys(declared).find((name) => {
    const [present, wanted] = [found[name] ?? null, declared[name] ?? null];
    return present !== null && wanted !== null && isMap(name, wanted) && !isMap(name, present);
  });
  if (key === undefined) return undefined;
  const type = optionByKey(key)?.type;
  return {
    what: `${key} in daemon.json is not ${type?.entryForm === undefined ? "an object" : "a list of strings"}`,
    remedy: `fix or remove ${key} in daemon.json on the host, then run again`,
  };
}

/** Options of a logging driver mean something else, or nothing, to another one. */
function logOptsConflict(found: JsonObject, declared: JsonObject, owned: Owned): Conflict | undefined {
  const after = merge(found, declared, owned);
  const [from, to] = [driverOf(found), driverOf(after)];
  const managed = own(ownedBy(declared), "log-opts");
  const unmanaged = Object.keys(asObject(own(after, "log-opts"))).filter(
    (name) => managed !== true && managed?.includes(name) !== true,
  );
  if (from === to || unmanaged.length === 0) return undefined;
  return {
    what: `options.logDriver: daemon.json holds log-opts of ${from} that aren't declared here (${unmanaged.join(", ")}), and the driver becomes ${to}`,
    remedy: `take them out of daemon.json on the host, or declare options.logOpts for ${to} with the same names`,
  };
}

/** The logging driver that a daemon.json asks for; the engine's default where it names none. */
function driverOf(file: JsonObject): string {
  const driver = own(file, "log-driver");
  const named = typeof driver === "string" && driver !== "" ? driver : optionByKey("log-driver")?.default;
  return typeof named === "string" ? named : "the default driver";
}

/** Rules across options that only a key of others makes a declaration break. */
function ruleConflict(found: JsonObject, declared: JsonObject, owned: Owned): Conflict | undefined {
  const unmanaged = merge(found, {}, owned);
  const after = merge(found, declared, owned);
  const among = (file: JsonObject): readonly string[] => broken(file).map(({ at }) => at);
  const known = [...among(unmanaged), ...among(ownedPart(after, ownedBy(declared)))];
  const conflict = broken(after).find(({ at }) => !known.includes(at));
  if (conflict === undefined) return undefined;
  const culprits = Object.keys(unmanaged).filter((key) => {
    const rest = Object.fromEntries(Object.entries(after).filter(([name]) => name !== key));
    return !Object.hasOwn(declared, key) && !among(rest).includes(conflict.at);
  });
  return {
    what: `${conflict.at}: ${conflict.reason}. daemon.json contains ${culprits.join(", ")}, which isn't declared here`,
    remedy: "remove it from daemon.json on the host, or declare it with a value that fits",
  };
}

/** The rules that a daemon.json breaks, whatever engine reads it. */
const broken = (file: JsonObject): readonly { at: string; reason: string }[] =>
  ruleFindings(named(file), undefined).map(({ path, reason }) => ({ at: pathText(path), reason }));

/** A daemon.json by the names and in the form in which a program declares it. */
function named(file: JsonObject): JsonObject {
  const options = Object.entries(file).map(([key, value]): [string, Json] => [
    optionName(key),
    optionByKey(key)?.type.fromFile(value) ?? value,
  ]);
  return Object.fromEntries(options);
}
