import { isAtLeast, parseEngineVersion } from "../engine-version";
import { optionByKey } from "../options";

/** Returns the long flags in the output of `dockerd --help`, which omits hidden ones (deprecated, experimental). */
export function flagsOfHelp(text: string): ReadonlySet<string> {
  return new Set(
    [...text.matchAll(/^ {2,6}(?:-[A-Za-z], )?(--[a-z][a-z0-9-]*)/gm)].map((match) => match[1] ?? ""),
  );
}

/** Hidden flags that are not deprecated. */
const HIDDEN = new Set(["--network-diagnostic-port", "--containerd-namespace"]);

/**
 * Returns the keys of daemon.json, out of some, that an engine doesn't know according to its own list of flags. A key
 * without a flag, or with one that may be hidden, counts as known; so does a key outside the catalogue if a flag has its
 * name in the singular or plural.
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
    // A key may be older than its flag: features had no flag before 27.3.
    const younger = option.flags.some(({ since }) => since !== undefined && isYounger(since, option.since));
    return flags.length > 0 && !hidden && !younger && !flags.some((flag) => listed.has(flag));
  });
}

function isYounger(release: string, other: string): boolean {
  const version = parseEngineVersion(release);
  return release !== other && version !== undefined && isAtLeast(version, other);
}
