import { isAtLeast, parseEngineRange, parseEngineVersion } from "../../../provider/core/engine-version";

test.each([
  ["26.1.5+dfsg1", { major: 26, minor: 1, patch: 5 }],
  ["20.10.24", { major: 20, minor: 10, patch: 24 }],
  ["17.06.2-ce", { major: 17, minor: 6, patch: 2 }],
  ["v2.0.0", { major: 2, minor: 0, patch: 0 }],
  ["20.10", { major: 20, minor: 10, patch: 0 }],
  ["1.13.1", { major: 1, minor: 13, patch: 1 }],
  ["28.0.0-rc.1", { major: 28, minor: 0, patch: 0 }],
  ["24.0.7-0ubuntu2~22.04.1", { major: 24, minor: 0, patch: 7 }],
])("%s", (text, version) => {
  expect(parseEngineVersion(text)).toEqual(version);
});

test.each(["", "26", "dev", "library-import", "a26.1", "26.1.", "1.2.3.4", " 26.1", "26..1"])(
  "%j is no version",
  (text) => {
    expect(parseEngineVersion(text)).toBeUndefined();
  },
);

test.each([
  ["26.1.5", "26.1", true],
  ["26.1.5", "26.1.5", true],
  ["26.1.5", "26.1.6", false],
  ["26.1.5", "26.2", false],
  ["26.1.5", "27.0", false],
  ["26.1.5", "9.9.9", true],
  ["17.06.2-ce", "17.06", true],
  ["17.06.2-ce", "17.12", false],
  ["1.13.1", "17.06", false],
  ["20.10.0", "20.9", true],
])("%s is at least %s: %s", (version, since, expected) => {
  expect(isAtLeast(parseEngineVersion(version)!, since)).toBe(expected);
});

test("a release that is no version is a mistake in the catalogue", () => {
  expect(() => isAtLeast({ major: 26, minor: 1, patch: 0 }, "newest")).toThrow(
    new TypeError("not a version: newest"),
  );
});

test.each(["17.06", "17.06.2", "17.06.2-ce", ">=17.06 <17.09", "17.06.0 - 17.07.9"])(
  "the range %s is read with its leading zeros",
  (text) => {
    const range = parseEngineRange(text);
    expect(range?.within("17.06")).toBe(true);
    expect(range?.within("17.09")).toBe(false);
    expect(range?.touches("17.06", "17.09")).toBe(true);
    expect(range?.has({ major: 18, minor: 9, patch: 0 })).toBe(false);
  },
);
