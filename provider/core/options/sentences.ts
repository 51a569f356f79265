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
  const instead = replacement === undefined ? [] : [`In its place: ${replacement}.`];
  return [
    ...(since === undefined || known(since) ? [] : [`Since engine ${since}.`]),
    ...(deprecated === undefined ? [] : [`Deprecated since ${deprecated}.`]),
    ...(ignored === undefined ? [] : [`Without effect since ${ignored}.`]),
    ...(removed === undefined ? [] : [`Removed in ${removed}.`]),
    ...instead,
  ].join(" ");
}

const since = (release: string): string => (known(release) ? "" : ` (since ${release})`);

/** Describes when a change of an option takes effect. */
export function effectSentence(option: Option): string {
  const reach = option.appliesTo === undefined ? "" : ` It reaches ${option.appliesTo} only.`;
  const { reloadSince } = option;
  if (reloadSince !== undefined) {
    const away = option.whenRemoved === "reset" ? "" : "; taking it away restarts it";
    const from = reloadSince === option.since ? "" : since(reloadSince);
    return `A change reloads the engine${from}${away}.${reach}`;
  }
  const live = (option.type.fields ?? []).filter((field) => field.reloadSince !== undefined);
  const but = live.map(
    ({ key, reloadSince = "" }) => ` One of ${key} alone reloads it${since(reloadSince)}.`,
  );
  const bridge = option.bridge
    ? " While live-restore keeps containers running, the default bridge stays as it was."
    : "";
  return `A change restarts the engine.${but.join("")}${bridge}${reach}`;
}

/** Prints the default of the newest engine, and differing ones of older engines. */
export function defaultText({ default: value, defaultBefore = [] }: Option): string {
  const today = value === null ? "the engine chooses" : JSON.stringify(value);
  const before = defaultBefore
    .filter(({ before }) => !known(before))
    .map((older) => `${JSON.stringify(older.value)} before ${older.before}`);
  return [today, ...before].join(", ");
}
