import { distance } from "fastest-levenshtein";

/** Returns the most similar of some names, if at most a third of the letters differ. Ignores dashes and case. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const plain = (text: string): string => text.replace(/[-_]/g, "").toLowerCase();
  const ranked = names
    .map((candidate) => ({ candidate, apart: distance(plain(name), plain(candidate)) }))
    .sort((a, b) => a.apart - b.apart);
  const best = ranked[0];
  return best !== undefined && best.apart <= Math.max(1, name.length / 3) ? best.candidate : undefined;
}
