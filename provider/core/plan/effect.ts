import { isOn } from "../command-line/flags";
import type { Effect } from "../effect";
import { type EngineVersion, isAtLeast } from "../engine-version";
import { hasErratum } from "../errata/errata";
import { isJsonObject, type Json, type JsonObject, own, sameJson } from "../json";
import type { ObservedEngine } from "../observed/engine";
import { optionByKey, type OptionType } from "../options";

/**
 * What it takes until an engine runs with a key's new value in place of the old one; undefined is an absent key.
 * Most keys that leave daemon.json keep their old value over a SIGHUP, so those need a restart.
 */
export function effectOf(
  key: string,
  from: Json | undefined,
  to: Json | undefined,
  version: EngineVersion,
): Effect {
  const option = optionByKey(key);
  if (option === undefined) return "restart";
  const since = option.reloadSince ?? reloadOfMembers(option.type, from, to);
  if (since === undefined || !isAtLeast(version, since)) return "restart";
  // A record whose members are reloaded one by one is replaced as a whole.
  const leavesForGood = to !== undefined || option.whenRemoved !== "kept";
  return leavesForGood ? "reload" : "restart";
}

/**
 * What an effect becomes on a release whose reload breaks something that a restart doesn't. A restart takes the place of a
 * reload only where it keeps the containers running, or where the reload would break each new one.
 */
export function withErrata(
  effect: Effect,
  {
    before,
    after,
    argv,
  }: { readonly before: JsonObject; readonly after: JsonObject; readonly argv: readonly string[] },
  engine: ObservedEngine,
): Effect {
  if (effect !== "reload") return effect;
  const { version } = engine;
  const hasDns = [before, after].some((daemonJson) => Object.hasOwn(daemonJson, "dns"));
  const dropsDns = hasErratum("reload-drops-dns", version) && hasDns;
  const dropsGateway =
    hasErratum("reload-drops-host-gateway", version) && keepsContainers({ after, argv }, engine);
  return dropsDns || dropsGateway ? "restart" : "reload";
}

/**
 * Whether running containers survive a restart: with live-restore in the running engine, and in the one that starts.
 * An engine that starts without it ends the containers that it finds.
 */
export const keepsContainers = (
  { after, argv }: { readonly after: JsonObject; readonly argv: readonly string[] },
  engine: ObservedEngine,
): boolean => engine.infoAnswer.LiveRestoreEnabled === true && isOn("live-restore", after, argv);

/** Returns the first release that applies all differences between two objects at a SIGHUP, if there is one. */
function reloadOfMembers(
  { fields = [] }: OptionType,
  from: Json | undefined,
  to: Json | undefined,
): string | undefined {
  const [before, after] = [from ?? {}, to ?? {}].map((value) => (isJsonObject(value) ? value : {}));
  if (before === undefined || after === undefined) return undefined;
  const changed = Object.keys({ ...before, ...after }).filter(
    (name) => !sameJson(own(before, name), own(after, name)),
  );
  const since = changed.map((name) => fields.find((field) => field.key === name)?.reloadSince);
  return since.every((release) => release !== undefined) ? since[0] : undefined;
}
