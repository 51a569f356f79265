import { createHash } from "node:crypto";

/** The types of host keys that are supported, the preferred first, with the algorithms that prove each. */
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

/** The algorithms by which a host proves to have a key of one of the types. */
export const algorithmsOf = (types: readonly HostKeyType[]): (typeof ALGORITHMS)[HostKeyType][number][] =>
  types.flatMap((type) => [...ALGORITHMS[type]]);

export interface HostKey {
  /** `SHA256:...` as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Undefined if only the fingerprint is known, or if the type isn't supported. */
  readonly type: HostKeyType | undefined;
}

/** A host key as SSH sends it: its type, with the length in four bytes before it, then its numbers. */
export function hostKeyOf(key: Buffer): HostKey {
  const type = key.length < 4 ? "" : key.toString("latin1", 4, 4 + Math.min(key.readUInt32BE(0), 64));
  const digest = createHash("sha256").update(key).digest("base64").replace(/=+$/, "");
  return { fingerprint: `SHA256:${digest}`, type: isHostKeyType(type) ? type : undefined };
}

/** The host key that is pinned by its fingerprint, or by itself as in known_hosts. */
export function pinnedHostKey(hostKey: string): HostKey {
  const [kind = "", key = ""] = hostKey.trim().split(/\s+/);
  return kind.startsWith("SHA256:")
    ? { fingerprint: kind, type: undefined }
    : hostKeyOf(Buffer.from(key, "base64"));
}
