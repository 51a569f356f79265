import { environmentFile } from "../../../../provider/core/command-line/environment";

test("a file that systemd reads", () => {
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
])("%j", (text, variables) => {
  expect([...environmentFile(text)]).toEqual(variables);
});
