import {
  algorithmsOf,
  HOST_KEY_TYPES,
  hostKeyOf,
  pinnedHostKey,
} from "../../../../provider/edge/ssh/host-key";

/** Keys from `ssh-keygen -t TYPE`, with fingerprints from `ssh-keygen -lf`. */
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

describe.each(VECTORS)("the host key %s", (key, fingerprint) => {
  const [type, data] = key.split(" ");

  test("has the fingerprint that ssh-keygen prints, and its type", () => {
    expect(hostKeyOf(Buffer.from(data!, "base64"))).toEqual({ fingerprint, type });
  });

  test.each([
    ["as a key", key],
    ["as a key with a comment", `${key} root@web-1`],
    ["as the text of a file, with its line end", `${key} root@web-1\n`],
  ])("is pinned %s", (_name, pinned) => {
    expect(pinnedHostKey(pinned)).toEqual({ fingerprint, type });
  });

  test.each([
    ["as a fingerprint", fingerprint],
    ["as a fingerprint with a line end", `${fingerprint}\n`],
  ])("is pinned %s, without its type", (_name, pinned) => {
    expect(pinnedHostKey(pinned)).toEqual({ fingerprint, type: undefined });
  });
});

test.each([
  ["nothing", Buffer.alloc(0)],
  ["less than a length", Buffer.from([0, 0])],
  ["a length beyond its end", Buffer.from([255, 255, 255, 255, 1])],
  ["another type", Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from("ssh-dss")])],
])("a host key that is %s has no supported type", (_name, key) => {
  expect(hostKeyOf(key)).toEqual({
    fingerprint: expect.stringMatching(/^SHA256:/) as string,
    type: undefined,
  });
});

test("an RSA key is verified by SHA-2 rather than SHA-1", () => {
  expect(algorithmsOf(["ssh-rsa"])).toEqual(["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"]);
});

test("ed25519 is requested first", () => {
  expect(algorithmsOf(HOST_KEY_TYPES)[0]).toBe("ssh-ed25519");
});
