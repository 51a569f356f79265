import { Range, subset } from "semver";

/** A version of dockerd, without suffixes such as `+dfsg1` and `-ce`. */
export interface EngineVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The oldest supported release. Older ones have options, files and units that this provider doesn't know. */
export const OLDEST_RELEASE = "17.06";

/**
 * Parses a version as engines report it: `26.1.5+dfsg1`, `20.10.24`, `17.06.2-ce`, `v2.0.0`.
 *
 * @returns undefined if the text doesn't begin with two or three numbers
 */
export function parseEngineVersion(text: string): EngineVersion | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])/.exec(text);
  if (match === null) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

/** Returns the leading characters of a host's text that may occur in a version, at most 64: the result is printed. */
export const versionIn = (text: string): string => /^[\w.+~:-]{0,64}/.exec(text)?.[0] ?? "";

/** Returns whether a version is `since` or newer. `since` is written as in release notes: `20.10`, `17.06`, `28.0.1`. */
export function isAtLeast(version: EngineVersion, since: string): boolean {
  const least = release(since);
  const order = version.major - least.major || version.minor - least.minor || version.patch - least.patch;
  return order >= 0;
}

/** Parses a release as the catalogue writes it. */
function release(text: string): EngineVersion {
  const version = parseEngineVersion(text);
  if (version === undefined) throw new TypeError(`not a version: ${text}`);
  return version;
}

/** A set of versions of dockerd: a single one, or a range such as `>=26 <30`. */
export interface EngineRange {
  /** Returns whether any version of the range is at least `from` and older than `to`. */
  touches(from: string, to?: string): boolean;
  /** Returns whether all versions of the range are at least `from` and older than `to`. */
  within(from: string, to?: string): boolean;
  has(version: EngineVersion): boolean;
}

const dotted = ({ major, minor, patch }: EngineVersion): string => `${major}.${minor}.${patch}`;

/** Caches parsed ranges: the catalogue names few releases, and each check compares with all of them. */
const spans = new Map<string, Range>();

function between(from: string, to: string | undefined): Range {
  const name = `${from} ${to ?? ""}`;
  const known = spans.get(name);
  if (known !== undefined) return known;
  const below = to === undefined ? "" : ` <${dotted(release(to))}`;
  const span = new Range(`>=${dotted(release(from))}${below}`);
  spans.set(name, span);
  return span;
}

function rangeOf(range: Range): EngineRange {
  return {
    touches: (from, to) => range.intersects(between(from, to)),
    within: (from, to) => subset(range, between(from, to)),
    has: (version) => range.test(dotted(version)),
  };
}

/**
 * Parses a range of versions in npm's syntax: `>=26 <30`, `20.10 || >=26.1`, `28.x`.
 *
 * @returns undefined if the text is not a range
 */
export function parseEngineRange(text: string): EngineRange | undefined {
  // To semver an empty text is every version.
  if (text.trim() === "") return undefined;
  // Versions of 2017 to 2020 have a leading zero and an edition: 17.06.2-ce.
  const plain = text.replace(/(^|\D)0+(?=\d)/g, "$1").replace(/-(ce|ee)\b/g, "");
  try {
    return rangeOf(new Range(plain));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Returns the range of a single version. */
export function onlyVersion(version: EngineVersion): EngineRange {
  const within: EngineRange["within"] = (from, to) =>
    isAtLeast(version, from) && (to === undefined || !isAtLeast(version, to));
  return { touches: within, within, has: (other) => dotted(other) === dotted(version) };
}
