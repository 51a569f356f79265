import { createHash } from "node:crypto";

/** The supported types of host keys in order of preference, with the signature algorithms of each. */
const ALGORITHMS = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"],
} as const;

export type HostKeyType = keyof typeof ALGORITHMS;

export const HOST_KEY_TYPES = Object.keys(ALGORITHMS).filter(isHostKeyType);

function isHostKeyType(type: string): type is HostKeyType {
  return Object.hasOwn(ALGORITHMS, type);
}

/** Returns the signature algorithms of some types of host keys. */
export const algorithmsOf = (types: readonly HostKeyType[]): (typeof ALGORITHMS)[HostKeyType][number][] =>
  types.flatMap((type) => [...ALGORITHMS[type]]);

export interface HostKey {
  /** `SHA256:...`, as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Undefined if only the fingerprint is known, or if the type is not supported. */
  readonly type: HostKeyType | undefined;
}

/** Parses a host key in SSH's wire format: the type, with its length in four bytes before it, then the key's numbers. */
export function hostKeyOf(key: Buffer): HostKey {
  const type = key.length < 4 ? "" : key.toString("latin1", 4, 4 + Math.min(key.readUInt32BE(0), 64));
  const digest = createHash("sha256").update(key).digest("base64").replace(/=+$/, "");
  return { fingerprint: `SHA256:${digest}`, type: isHostKeyType(type) ? type : undefined };
}

/** Parses a pinned host key: a fingerprint, or a key as in known_hosts. */
export function pinnedHostKey(hostKey: string): HostKey {
  const [kind = "", key = ""] = hostKey.trim().split(/\s+/);
  return kind.startsWith("SHA256:")
    ? { fingerprint: kind, type: undefined }
    : hostKeyOf(Buffer.from(key, "base64"));
}
