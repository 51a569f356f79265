import { merge, type Owned, ownedBy } from "../desired/daemon-json";
import { declarationOf } from "../desired/declaration";
import type { EngineVersion } from "../engine-version";
import type { ErrorFacts } from "../errors";
import { isInEffect } from "../expect/expect";
import { type Json, type JsonObject, own, rounded, sameJson } from "../json";
import type { ObservedHost } from "../observed/host";
import { checkDaemonInputs } from "../schema/check";
import type { Survey } from "../survey/survey";
import { effectOf } from "./effect";
import type { Plan } from "./plan";

/** daemon.json and the engine, with the times of the last change of the one and the start of the other. */
export type LoadedFacts = Pick<Survey, "daemonJson" | "manifest" | "engine"> & {
  readonly host: Pick<ObservedHost, "daemonJson" | "service" | "now">;
};

/**
 * Returns the keys of daemon.json that the running engine may not have loaded: those of a file that is newer than the
 * engine's process, unless the engine reports the same value or the last confirmed change left it there. A reload that
 * another client requested is not known, and doesn't count: it skips the keys that a start may fail with.
 */
export function pendingKeys({ host, daemonJson, manifest, engine }: LoadedFacts): readonly string[] {
  const { service, now } = host;
  const changedAt = host.daemonJson?.changedAt;
  const startedAt = service?.startedAt;
  if (engine === undefined || changedAt === undefined || startedAt === undefined) return [];
  // A time in the future says nothing: the clock was wrong when it was written.
  if (changedAt <= startedAt || (now !== undefined && changedAt > now)) return [];
  const unmanaged = merge(daemonJson, {}, manifest?.owned ?? {});
  return Object.keys(unmanaged).filter(
    (key) =>
      !sameJson(own(unmanaged, key), own(manifest?.unmanaged ?? {}, key)) &&
      !isInEffect(key, daemonJson, engine),
  );
}

/** Returns what a manifest keeps of a file's unmanaged keys: those that the engine has loaded, with rounded numbers. */
export function loadedUnmanaged(plan: Plan, owned: Owned, pending: readonly string[]): JsonObject {
  const unmanaged = Object.entries(rounded(merge(plan.after, {}, owned)));
  return Object.fromEntries(unmanaged.filter(([key]) => !pending.includes(key)));
}

/** Whether a start takes a value as surely as a reload does: dockerd reloads the key, and the catalogue has nothing against it. */
function isHarmless(key: string, value: Json, version: EngineVersion | undefined): boolean {
  if (version === undefined || effectOf(key, undefined, value, version) !== "reload") return false;
  const { options, extraOptions } = declarationOf({ [key]: value });
  const engineVersion = `${version.major}.${version.minor}.${version.patch}`;
  const failures = checkDaemonInputs({ options, engineVersion });
  return Object.keys(extraOptions).length === 0 && !failures.some(({ path }) => path.startsWith("options"));
}

/**
 * Refuses a plan that would make the engine start with an edit of others that it has not loaded: if the engine can't start
 * with it, neither could a rollback. Returns undefined if the plan needs no start, or if nothing unmanaged is pending that a
 * start could fail with.
 */
export function pendingConflict(
  plan: Plan,
  declared: JsonObject,
  pending: readonly string[],
  version: EngineVersion | undefined,
): ErrorFacts | undefined {
  const unmanaged = merge(plan.after, {}, ownedBy(declared));
  const keys = pending.filter(
    (key) => Object.hasOwn(unmanaged, key) && !isHarmless(key, unmanaged[key] ?? null, version),
  );
  if (plan.effect !== "restart" || keys.length === 0) return undefined;
  return {
    kind: "ConflictError",
    step: "plan",
    what:
      "the change requires a restart, which would also load an edit of daemon.json that dockerd has not loaded yet: " +
      keys.join(", "),
    remedy:
      "fix or remove it in /etc/docker/daemon.json on the host, or load it with `systemctl restart docker` " +
      "(dockerd doesn't start if it rejects the edit); then run again",
  };
}
