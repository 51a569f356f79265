import { createHash } from "node:crypto";

/** A host key's fingerprint as ssh-keygen prints it. `key` is the key as SSH sends it. */
export function fingerprint(key: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** The fingerprint that a pinned host key has, be it written as one or as the key itself. */
export function pinnedFingerprint(hostKey: string): string {
  const [kind = "", key = ""] = hostKey.split(" ");
  return kind.startsWith("SHA256:") ? kind : fingerprint(Buffer.from(key, "base64"));
}
