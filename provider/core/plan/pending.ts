import { merge, type Owned, ownedBy } from "../desired/daemon-json";
import type { ErrorFacts } from "../errors";
import { isInEffect } from "../expect/expect";
import { type JsonObject, own, rounded, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import type { ObservedHost } from "../observed/host";
import type { Manifest } from "../state/manifest";
import type { Plan } from "./plan";

/** What daemon.json holds and when it and the engine's process came about. */
export interface LoadedFacts {
  readonly host: Pick<ObservedHost, "daemonJson" | "service" | "now">;
  /** daemon.json's value. */
  readonly value: JsonObject;
  readonly manifest: Manifest | undefined;
  readonly engine: ObservedEngine | undefined;
}

/**
 * Returns the keys of daemon.json that the running engine may not have loaded: those of a file that is newer than the
 * engine's process, unless the engine reports the same value or the last confirmed change left it there. A reload that
 * somebody else requested is not known, and counts for nothing: it skips the keys that a start may fail with.
 */
export function pendingKeys({ host, value, manifest, engine }: LoadedFacts): readonly string[] {
  const { daemonJson, service, now } = host;
  const changedAt = daemonJson?.changedAt;
  const startedAt = service?.startedAt;
  if (engine === undefined || changedAt === undefined || startedAt === undefined) return [];
  // A time in the future says nothing: the clock was wrong when it was written.
  if (changedAt <= startedAt || (now !== undefined && changedAt > now)) return [];
  const unmanaged = merge(value, {}, manifest?.owned ?? {});
  return Object.keys(unmanaged).filter(
    (key) =>
      !sameJson(own(unmanaged, key), own(manifest?.unmanaged ?? {}, key)) && !isInEffect(key, value, engine),
  );
}

/** Returns what a manifest keeps of a file's unmanaged keys: those that the engine has loaded, with rounded numbers. */
export function loadedUnmanaged(plan: Plan, owned: Owned, pending: readonly string[]): JsonObject {
  const unmanaged = Object.entries(rounded(merge(plan.after, {}, owned)));
  return Object.fromEntries(unmanaged.filter(([key]) => !pending.includes(key)));
}

/**
 * Refuses a plan that would make the engine start with an edit of others that it has not loaded: if the engine can't start
 * with it, neither could a rollback. Returns undefined if the plan needs no start, or nothing unmanaged is pending.
 */
export function pendingConflict(
  plan: Plan,
  declared: JsonObject,
  pending: readonly string[],
): ErrorFacts | undefined {
  const unmanaged = merge(plan.after, {}, ownedBy(declared));
  const keys = pending.filter((key) => Object.hasOwn(unmanaged, key));
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
