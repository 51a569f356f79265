import { type EngineVersion, isAtLeast, parseEngineVersion, versionIn } from "../engine-version";
import type { ObservedEngine } from "./engine";

/** The release of a host's engine. */
export interface EngineRelease {
  readonly version: EngineVersion;
  /** As the engine reports it: `26.1.5+dfsg1`. */
  readonly text: string;
}

/**
 * Returns the release of a host's engine.
 *
 * @param stopped what `dockerd --version` printed if the engine is stopped: `Docker version 26.1.5, build a72d7cd`
 */
export function releaseOf(
  running: ObservedEngine | undefined,
  stopped: string | undefined,
): EngineRelease | undefined {
  if (running !== undefined) return { version: running.version, text: running.versionText };
  const text = versionIn(/\bversion ([^\s,]+)/.exec(stopped ?? "")?.[1] ?? "");
  const version = parseEngineVersion(text);
  return version === undefined ? undefined : { version, text };
}

/** Returns whether an engine has `dockerd --validate`. */
export const checksFiles = ({ version }: EngineRelease): boolean => isAtLeast(version, "23.0");
