import { isAtLeast, parseEngineVersion } from "../engine-version";
import { optionByKey } from "../options";

/**
 * The long flags that an engine's `dockerd --help` lists. Flags that are hidden from it (deprecated ones, some for
 * experts) aren't among them.
 */
export function flagsOfHelp(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^ {2,6}(?:-[A-Za-z], )?(--[a-z][a-z0-9-]*)/gm)].map((match) => match[1] ?? ""),
  );
}

/** Flags that engines take without listing them. Those that are deprecated may be hidden as well. */
const HIDDEN = new Set(["--network-diagnostic-port", "--containerd-namespace"]);

/**
 * Of some keys of daemon.json, those that an engine can't know by its own list of flags. A key without a flag, or with
 * one that may be hidden, isn't judged; one that isn't in the catalogue counts as known where a flag has its name, or
 * its name without the plural's ending.
 */
export function unknownByHelp(keys: readonly string[], help: string): readonly string[] {
  const listed = flagsOfHelp(help);
  return keys.filter((key) => {
    const option = optionByKey(key);
    if (option === undefined) {
      const names = [key, key.replace(/s$/, ""), key.replace(/ies$/, "y")];
      return !names.some((name) => listed.has(`--${name}`));
    }
    const flags = option.flags.map(({ name }) => name).filter((name) => name.startsWith("--"));
    const old = option.flags.some(({ name, deprecated }) => flags.includes(name) && deprecated !== undefined);
    const hidden = old || flags.some((flag) => HIDDEN.has(flag));
    // A key may be older than its flag: features had none before 27.3.
    const younger = option.flags.some(({ since }) => since !== undefined && isYounger(since, option.since));
    return flags.length > 0 && !hidden && !younger && !flags.some((flag) => listed.has(flag));
  });
}

function isYounger(release: string, other: string): boolean {
  const version = parseEngineVersion(release);
  return release !== other && version !== undefined && isAtLeast(version, other);
}
