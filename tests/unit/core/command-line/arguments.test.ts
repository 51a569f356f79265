import * as fc from "fast-check";
import { readArguments } from "../../../../provider/core/command-line/arguments";

const FLAGS: Readonly<Record<string, boolean>> = {
  "--debug": false,
  "-D": false,
  "--tls": false,
  "--label": true,
  "--host": true,
  "-H": true,
  "--icc": false,
  "--dns": true,
};
const read = (words: readonly string[]) => readArguments(words, (flag) => FLAGS[flag]);
const flagsOf = (words: readonly string[]) =>
  read(words).flatMap(({ flags }) =>
    flags.map(({ flag, value }) => (value === undefined ? [flag] : [flag, value])),
  );

test.each<[string, readonly (readonly string[])[]]>([
  ["--label a=b", [["--label", "a=b"]]],
  ["--label=a=b", [["--label", "a=b"]]],
  ["--label= -D", [["--label", ""], ["-D"]]],
  [
    "--label a --label b",
    [
      ["--label", "a"],
      ["--label", "b"],
    ],
  ],
  ["--label", [["--label"]]],
  ["--label -D", [["--label", "-D"]]],
  ["--label -- -D", [["--label", "--"], ["-D"]]],
  ["-H fd://", [["-H", "fd://"]]],
  ["-Hfd://", [["-H", "fd://"]]],
  ["-H=fd://", [["-H", "fd://"]]],
  ["-DH fd://", [["-D"], ["-H", "fd://"]]],
  ["-DHfd://", [["-D"], ["-H", "fd://"]]],
  ["-DH=fd://", [["-D"], ["-H", "fd://"]]],
  ["-D=false", [["-D", "false"]]],
  ["--debug=false", [["--debug", "false"]]],
  ["--debug false", [["--debug"]]],
  ["-- -D", []],
  ["- word", []],
  [
    "-icc=false -dns 8.8.8.8",
    [
      ["--icc", "false"],
      ["--dns", "8.8.8.8"],
    ],
  ],
  ["--new-one 1 -D", [["--new-one", "1"], ["-D"]]],
  ["--new-one -D", [["--new-one"], ["-D"]]],
  ["--new-one=1", [["--new-one", "1"]]],
  ["-x", [["-x"]]],
  ["-Dx 1", [["-D"], ["-x", "1"]]],
])("%s is parsed into flags", (line, flags) => {
  expect(flagsOf(line.split(" "))).toEqual(flags);
});

test("several short flags in one word are returned as separate words", () => {
  expect(read(["-DH", "fd://"])).toEqual([
    {
      at: 0,
      length: 2,
      flags: [
        { written: "-D", flag: "-D", value: undefined, alone: ["-D"] },
        { written: "-H", flag: "-H", value: "fd://", alone: ["-H", "fd://"] },
      ],
    },
  ]);
});

test("a long flag with a single dash keeps its written form", () => {
  expect(read(["-icc=false"])[0]?.flags).toEqual([
    { written: "-icc", flag: "--icc", value: "false", alone: ["-icc=false"] },
  ]);
});

test("every word belongs to one argument, in order", () => {
  const word = fc.oneof(
    fc.constantFrom(
      ...Object.keys(FLAGS),
      "--",
      "-",
      "-DH",
      "--label=x",
      "-D=",
      "--=",
      "---",
      "",
      "a",
      "-HD",
      "--new",
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      let next = 0;
      for (const { at, length } of read(words)) {
        expect(at).toBe(next);
        next += length;
      }
      expect(next).toBe(words.length);
    }),
  );
});

test("flags as words of their own parse to the same flags", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...Object.keys(FLAGS), "-DH", "-DDH=x", "--label=x", "a", "-HD")),
      (words) => {
        const separated = read(words).flatMap(({ flags }) => flags.flatMap(({ alone }) => alone));
        const again = flagsOf(separated);
        const first = flagsOf(words);
        // A value that is missing at the end of the line stays missing; nothing else may change.
        expect(again).toEqual(first);
      },
    ),
  );
});
