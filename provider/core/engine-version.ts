import { Range, subset } from "semver";

/** A version of dockerd, as far as it decides what an option means. */
export interface EngineVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/**
 * Reads what an engine says of its version: `26.1.5+dfsg1`, `20.10.24`, `17.06.2-ce`, `v2.0.0`.
 *
 * @returns undefined where the text doesn't begin with two or three numbers.
 */
export function parseEngineVersion(text: string): EngineVersion | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?(?![\d.])/.exec(text);
  if (match === null) return undefined;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3] ?? 0) };
}

/** The characters that versions are made of, as far as they go: what a host says of its version is printed. */
export const versionIn = (text: string): string => /^[\w.+~:-]{0,64}/.exec(text)?.[0] ?? "";

/** Whether `version` is `since` or newer. `since` is written as in release notes: `20.10`, `17.06`, `28.0.1`. */
export function isAtLeast(version: EngineVersion, since: string): boolean {
  const least = release(since);
  const order = version.major - least.major || version.minor - least.minor || version.patch - least.patch;
  return order >= 0;
}

/** A release as the catalogue writes it. */
function release(text: string): EngineVersion {
  const version = parseEngineVersion(text);
  if (version === undefined) throw new TypeError(`not a version: ${text}`);
  return version;
}

/** Some versions of dockerd: one, or all that a range like `>=26 <30` takes. */
export interface EngineRange {
  /** Whether any of them is `from` or newer, and older than `to`. */
  touches(from: string, to?: string): boolean;
  /** Whether all of them are. */
  within(from: string, to?: string): boolean;
  /** Whether a version is one of them. */
  has(version: EngineVersion): boolean;
}

const dotted = ({ major, minor, patch }: EngineVersion): string => `${major}.${minor}.${patch}`;

/** The catalogue names few releases, and a check asks for them again and again. */
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
 * Reads a range of versions as npm writes them: `>=26 <30`, `20.10 || >=26.1`, `28.x`.
 *
 * @returns undefined where the text isn't one.
 */
export function parseEngineRange(text: string): EngineRange | undefined {
  // An empty text would be every version; nobody means that.
  if (text.trim() === "") return undefined;
  // Engines of 2017 to 2020 are written with a leading zero and an edition, 17.06.2-ce.
  const plain = text.replace(/(^|\D)0+(?=\d)/g, "$1").replace(/-(ce|ee)\b/g, "");
  try {
    return rangeOf(new Range(plain));
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Just this one. */
export function onlyVersion(version: EngineVersion): EngineRange {
  const within: EngineRange["within"] = (from, to) =>
    isAtLeast(version, from) && (to === undefined || !isAtLeast(version, to));
  return { touches: within, within, has: (other) => dotted(other) === dotted(version) };
}
