import { fingerprint, pinnedFingerprint } from "../../../../provider/edge/ssh/host-key";

/** Made by `ssh-keygen -t TYPE`, fingerprints by `ssh-keygen -lf`. */
const VECTORS = [
  [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExydXI2r/GD05wGOoen3L+MfzgY1IwFvkkVJXieIP9O",
    "SHA256:G0F3YaqDKNAJvBRKmP8W1Y4gQQOxt5s2JfDT66R/d/Y",
  ],
  [
    "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBIyuPF/k67sG9oJcbBzDRR/YAGpRrR0i86R0KFHkxAcWzVY0SnyZENONyt3rZvttPQTMft1isRqP2e4uybaLjgI=",
    "SHA256:r7DtNcsq6tHKWtxMbdbrOXTCOq134XcBJ5A000npyzE",
  ],
] as const;

describe.each(VECTORS)("%s", (key, expected) => {
  test("has the fingerprint that ssh-keygen prints", () => {
    expect(fingerprint(Buffer.from(key.split(" ")[1]!, "base64"))).toBe(expected);
  });

  test.each([
    ["as a key", key],
    ["as a key with a comment", `${key} root@web-1`],
    ["as a fingerprint", expected],
  ])("is pinned %s", (_name, pinned) => {
    expect(pinnedFingerprint(pinned)).toBe(expected);
  });
});
