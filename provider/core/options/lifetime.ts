import type { EngineRange } from "../engine-version";

/** The releases in which something exists, as in release notes: `17.06`, `28.0.1`. */
export interface Lifetime {
  /** The first release that supports it in daemon.json. */
  readonly since: string;
  /** The first release that warns about it, or announces its removal in the release notes. */
  readonly deprecated?: string;
  /** The first release that accepts and ignores it. */
  readonly ignored?: string;
  /** The first release that rejects it. */
  readonly removed?: string;
  /** Releases in between that reject it: from the first of each pair up to, but not including, the second. */
  readonly gaps?: readonly (readonly [string, string])[];
}

/** How an engine treats something in daemon.json. */
export type Standing = "taken" | "deprecated" | "ignored" | "removed" | "not yet known";

/** Returns how engines of a range treat it, the worst last. A single engine has one result. */
export function standings(lifetime: Lifetime, engines: EngineRange): readonly Standing[] {
  const { since, deprecated, ignored, removed, gaps = [] } = lifetime;
  const ends = [deprecated, ignored, removed];
  const after = (at: number): string | undefined => ends.slice(at).find((end) => end !== undefined);
  const spans: readonly [Standing, string | undefined, string | undefined][] = [
    ["taken", since, after(0)],
    ["deprecated", deprecated, after(1)],
    ["ignored", ignored, after(2)],
    ["removed", removed, undefined],
    ["not yet known", "0.0", since],
    ...gaps.map(([from, to]): [Standing, string, string] => ["not yet known", from, to]),
  ];
  const found = spans.filter(
    ([, from, to]) => from !== undefined && from !== to && engines.touches(from, to),
  );
  // An engine in a gap is in the span around it as well.
  const inGap = gaps.some(([from, to]) => engines.within(from, to));
  const names = [...new Set(found.map(([standing]) => standing))];
  return inGap ? names.filter((name) => name === "not yet known") : names;
}
