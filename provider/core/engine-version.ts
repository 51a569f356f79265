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

/** Whether `version` is `since` or newer. `since` is written as in release notes: `20.10`, `17.06`, `28.0.1`. */
export function isAtLeast(version: EngineVersion, since: string): boolean {
  const least = parseEngineVersion(since);
  if (least === undefined) throw new TypeError(`not a version: ${since}`);
  const order = version.major - least.major || version.minor - least.minor || version.patch - least.patch;
  return order >= 0;
}
