import { fingerprint, sha256 } from "../../../provider/core/hash";

test("a SHA-256 is that of sha256sum", () => {
  expect(sha256(Buffer.from(""))).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

test("a fingerprint doesn't contain the text", () => {
  expect(fingerprint("hunter2")).toMatch(/^sha256:[0-9a-f]{64}$/);
});
