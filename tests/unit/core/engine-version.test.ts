import {
  isAtLeast,
  onlyVersion,
  parseEngineRange,
  parseEngineVersion,
} from "../../../provider/core/engine-version";

test.each([
  ["26.1.5+dfsg1", { major: 26, minor: 1, patch: 5 }],
  ["20.10.24", { major: 20, minor: 10, patch: 24 }],
  ["17.06.2-ce", { major: 17, minor: 6, patch: 2 }],
  ["v2.0.0", { major: 2, minor: 0, patch: 0 }],
  ["20.10", { major: 20, minor: 10, patch: 0 }],
  ["1.13.1", { major: 1, minor: 13, patch: 1 }],
  ["28.0.0-rc.1", { major: 28, minor: 0, patch: 0 }],
  ["24.0.7-0ubuntu2~22.04.1", { major: 24, minor: 0, patch: 7 }],
])("%s is parsed", (text, version) => {
  expect(parseEngineVersion(text)).toEqual(version);
});

test.each(["", "26", "dev", "library-import", "a26.1", "26.1.", "1.2.3.4", " 26.1", "26..1"])(
  "%j is not a version",
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

test("an invalid release in the catalogue throws", () => {
  expect(() => isAtLeast({ major: 26, minor: 1, patch: 0 }, "newest")).toThrow(
    new TypeError("not a version: newest"),
  );
});

describe("a range of engines", () => {
  test.each([
    [">=26 <30", "26.0.0", true],
    [">=26 <30", "29.7.2", true],
    [">=26 <30", "25.0.3", false],
    [">=26 <30", "30.0.0", false],
    [">=17.06", "17.06.2-ce", true],
    [">=17.06 <18.09", "18.06.3-ce", true],
    [">=17.12", "17.06.2-ce", false],
    ["28.x", "28.5.2+dfsg4", true],
    ["20.10 || >=26.1", "20.10.24", true],
    ["20.10 || >=26.1", "26.0.0", false],
    ["26.1.5", "26.1.5+dfsg1", true],
    ["~26.1", "26.1.9", true],
    ["*", "1.13.1", true],
  ])("%s contains %s: %s", (range, version, expected) => {
    expect(parseEngineRange(range)?.has(parseEngineVersion(version)!)).toBe(expected);
  });

  test.each(["", " ", "newest", ">=", "26 and up", ">=26 <<30", "1.2.3.4"])("%j is not a range", (text) => {
    expect(parseEngineRange(text)).toBeUndefined();
  });

  test.each<[string, string, string | undefined, boolean, boolean]>([
    [">=26 <30", "25.0", undefined, true, true],
    [">=26 <30", "28.0", undefined, true, false],
    [">=26 <30", "30.0", undefined, false, false],
    [">=26 <30", "20.10", "26.0", false, false],
    [">=26 <30", "20.10", "27.0", true, false],
    [">=26 <30", "26.0", "30.0", true, true],
    [">=17.06 <17.09", "17.06", "17.09", true, true],
  ])(
    "%s overlaps the releases from %s to before %s: %s, and is within them: %s",
    (range, from, to, some, all) => {
      const engines = parseEngineRange(range)!;
      expect([engines.touches(from, to), engines.within(from, to)]).toEqual([some, all]);
    },
  );

  test("of one version contains only that version", () => {
    const engines = onlyVersion(parseEngineVersion("26.1.5")!);
    expect([
      engines.has(parseEngineVersion("26.1.5+x")!),
      engines.has(parseEngineVersion("26.1.6")!),
    ]).toEqual([true, false]);
    expect([engines.touches("26.1"), engines.within("26.1.5", "26.1.6"), engines.touches("26.1.6")]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
