import type { EngineRange } from "../engine-version";

/** The releases in which something exists, written as in release notes: `17.06`, `28.0.1`. */
export interface Lifetime {
  /** The first release that supports it in daemon.json. */
  readonly since: string;
  /** The first release that deprecates it, by a warning or in its notes. */
  readonly deprecated?: string;
  /** The first release that accepts and ignores it. */
  readonly ignored?: string;
  /** The first release that rejects it. */
  readonly removed?: string;
  /** Releases in between that refuse it: each pair is the first one, and the first one that supports it again. */
  readonly gaps?: readonly (readonly [string, string])[];
}

/** How an engine treats something in daemon.json. */
export type Standing = "taken" | "deprecated" | "ignored" | "removed" | "not yet known";

/** Returns how some engines treat it, the worst last; a single engine has one standing. */
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
  // An engine in a gap is also in the span around it.
  const inGap = gaps.some(([from, to]) => engines.within(from, to));
  const names = [...new Set(found.map(([standing]) => standing))];
  return inGap ? names.filter((name) => name === "not yet known") : names;
}
