import { isAtLeast, OLDEST_RELEASE, parseEngineVersion } from "../engine-version";
import type { Field, Option } from "./option";

/** Returns whether all supported engines are of a release or newer. */
export function known(since: string): boolean {
  const oldest = parseEngineVersion(OLDEST_RELEASE);
  return oldest !== undefined && isAtLeast(oldest, since);
}

/** Describes the releases in which something exists; empty if it exists in all of them. */
export function lifetimeSentence({
  since,
  ignored,
  removed,
  deprecated,
  replacement,
}: Partial<Field>): string {
  const instead = replacement === undefined ? [] : [`Replacement: ${replacement}.`];
  return [
    ...(since === undefined || known(since) ? [] : [`Since engine ${since}.`]),
    ...(deprecated === undefined ? [] : [`Deprecated since ${deprecated}.`]),
    ...(ignored === undefined ? [] : [`Ignored since ${ignored}.`]),
    ...(removed === undefined ? [] : [`Removed in ${removed}.`]),
    ...instead,
  ].join(" ");
}

const since = (release: string): string => (known(release) ? "" : ` (since ${release})`);

/** Describes when a change of an option takes effect. */
export function effectSentence(option: Option): string {
  const reach = option.appliesTo === undefined ? "" : ` It applies to ${option.appliesTo} only.`;
  const { reloadSince } = option;
  if (reloadSince !== undefined) {
    const away = option.whenRemoved === "reset" ? "" : "; removing the option restarts it";
    const from = reloadSince === option.since ? "" : since(reloadSince);
    return `A change reloads the engine${from}${away}.${reach}`;
  }
  const live = (option.type.fields ?? []).filter((field) => field.reloadSince !== undefined);
  const but = live.map(
    ({ key, reloadSince = "" }) => ` If only ${key} changes, the engine is reloaded${since(reloadSince)}.`,
  );
  const bridge = option.bridge
    ? " With live-restore and running containers, a restart doesn't change the default bridge."
    : "";
  return `A change restarts the engine.${but.join("")}${bridge}${reach}`;
}

/** Prints the default of the newest engine, and differing ones of older engines. */
export function defaultText({ default: value, defaultBefore = [] }: Option): string {
  const today = value === null ? "selected by the engine" : JSON.stringify(value);
  const before = defaultBefore
    .filter(({ before }) => !known(before))
    .map((older) => `${JSON.stringify(older.value)} before ${older.before}`);
  return [today, ...before].join(", ");
}
