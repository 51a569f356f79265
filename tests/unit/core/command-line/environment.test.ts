import { environmentFile } from "../../../../provider/core/command-line/environment";

test("an environment file is parsed as in systemd", () => {
  const text = `# DOCKER_OPTS="--no"
; NO=1
DOCKER_OPTS="--label a=b -D"
  EMPTY=
SINGLE='x y'
LONG=a\\
b
QUOTED="a\\"b \\$c \\d \\
e"
TWO_LINES='1
2'
PARTS="a b" 'c'd
LATE=a "b" 'c'
ESCAPED=a\\ b\\  
TRIMMED =  x y \t
export NO=1
2NO=1
AGAIN=1
AGAIN=2
no assignment
#last`;
  expect([...environmentFile(text)]).toEqual([
    ["DOCKER_OPTS", "--label a=b -D"],
    ["EMPTY", ""],
    ["SINGLE", "x y"],
    ["LONG", "ab"],
    ["QUOTED", 'a"b $c \\d e'],
    ["TWO_LINES", "1\n2"],
    ["PARTS", "a bcd"],
    ["LATE", `a "b" 'c'`],
    ["ESCAPED", "a b "],
    ["TRIMMED", "x y"],
    ["AGAIN", "2"],
  ]);
});

test.each([
  ["A=1", [["A", "1"]]],
  [
    "A=1\r\nB=2\r\n",
    [
      ["A", "1"],
      ["B", "2"],
    ],
  ],
  ["", []],
  ["\n\n", []],
])("%j sets its variables", (text, variables) => {
  expect([...environmentFile(text)]).toEqual(variables);
});

test.each([
  ["A=x   ", "x"],
  ["A=x \\ ", "x  "],
  ["A=x\\\\ ", "x\\"],
  ["A=x\\\\\\ ", "x\\ "],
  ["A= \t", ""],
])("trailing blanks of a value are kept only after a backslash: %j", (text, value) => {
  expect(environmentFile(text).get("A")).toBe(value);
});

test.each([
  ["blanks within a value", `A=a${" ".repeat(400_000)}b`],
  ["blanks at the end of a value", `A=a${" ".repeat(400_000)}`],
  ["blanks and backslashes", `A=a${"\\ ".repeat(200_000)}b`],
  ["backslashes", `A=a${"\\".repeat(400_000)}`],
  ["tabs between words", `A=${"a\t".repeat(200_000)}`],
])("a long value takes time in proportion to its length: %s", (_name, text) => {
  // Quadratic time would be minutes, in a process that other hosts wait for.
  const begin = performance.now();
  environmentFile(text);
  expect(performance.now() - begin).toBeLessThan(10_000);
});
