import { type EngineVersion, isAtLeast, parseEngineVersion, versionIn } from "../engine-version";
import type { ObservedEngine } from "./engine";

/** The version of a host's engine. */
export interface Release {
  readonly version: EngineVersion;
  /** As the engine writes it itself: `26.1.5+dfsg1`. */
  readonly text: string;
}

/** Which engine a host has: the running one's own word, or what one that is stopped says of itself, `Docker version 26.1.5, build a72d7cd`. */
export function releaseOf(
  running: ObservedEngine | undefined,
  stopped: string | undefined,
): Release | undefined {
  if (running !== undefined) return { version: running.version, text: running.versionText };
  const text = versionIn(/\bversion ([^\s,]+)/.exec(stopped ?? "")?.[1] ?? "");
  const version = parseEngineVersion(text);
  return version === undefined ? undefined : { version, text };
}

/** Whether an engine checks a daemon.json without starting with it: `dockerd --validate`. */
export const checksFiles = ({ version }: Release): boolean => isAtLeast(version, "23.0");
