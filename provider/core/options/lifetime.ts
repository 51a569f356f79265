import type { EngineRange } from "../engine-version";

/** In which releases something exists, as release notes write them: `17.06`, `28.0.1`. */
export interface Lifetime {
  /** The first release whose daemon.json knows it. */
  readonly since: string;
  /** The first release that warns of it, or tells in its notes that it will go. */
  readonly deprecated?: string;
  /** The first release that takes it and makes no use of it. */
  readonly ignored?: string;
  /** The first release that refuses it. */
  readonly removed?: string;
  /** Releases in between that refuse it all the same: from the first of each pair, up to and without the second. */
  readonly gaps?: readonly (readonly [string, string])[];
}

/** What an engine makes of something in daemon.json. */
export type Standing = "taken" | "deprecated" | "ignored" | "removed" | "not yet known";

/** All that some engines make of it, the worst last. One engine makes one thing of it. */
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
