import { createHash } from "node:crypto";

/** Returns the SHA-256 of bytes, in hex. */
export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Returns `sha256:...`, which identifies a text without revealing it. */
export const fingerprint = (text: string): string => `sha256:${sha256(Buffer.from(text))}`;
