import { shellVariables, shellWords } from "../../../../provider/core/command-line/shell";

const variables = new Map([
  ["DOCKER_OPTS", `--label "a b"  -D `],
  ["EMPTY", ""],
]);

test.each<[string, readonly string[]]>([
  ["dockerd  -D", ["dockerd", "-D"]],
  [`'a b' "c d" e\\ f`, ["a b", "c d", "e f"]],
  [`--label='a b'"c"d`, ["--label=a bcd"]],
  [`"\\$HOME \\" \\x"`, [`$HOME " \\x`]],
  [`'\\' ''`, ["\\", ""]],
  ["a \\\n  b", ["a", "b"]],
  ["a\\\nb", ["ab"]],
  ["", []],
  // An unquoted value is split at blanks, and quotes within it are plain characters.
  ["d $DOCKER_OPTS", ["d", "--label", '"a', 'b"', "-D"]],
  [`d "$DOCKER_OPTS"`, ["d", `--label "a b"  -D `]],
  ["d ${DOCKER_OPTS}x", ["d", "--label", '"a', 'b"', "-D", "x"]],
  [`d $EMPTY "$EMPTY"`, ["d", ""]],
  ["d '$DOCKER_OPTS'", ["d", "$DOCKER_OPTS"]],
  ["d -D >> /var/log/docker.log 2>&1 &", ["d", "-D"]],
  ["d -D 2>/dev/null", ["d", "-D"]],
  ["d --mtu 2 # a comment", ["d", "--mtu", "2"]],
  ["d a#b; other", ["d", "a#b"]],
  ["d -D\n\n", ["d", "-D"]],
  ["d && other", ["d"]],
])("%j is split and expanded as in a shell", (text, words) => {
  expect(shellWords(text, variables)).toEqual({ value: words, unread: [], unset: [] });
});

test.each<[string, readonly string[], readonly string[]]>([
  ["d $NONE ${NO}", [], ["NONE", "NO"]],
  ["d $(hostname -f)", ["$(hostname -f)"], []],
  ["d `hostname -f`", ["`hostname -f`"], []],
  ['d "${NONE:-x}"', ["${NONE:-x}"], []],
  [`d --label 'a b`, ["'a b"], []],
])("the parts of %j that only a running shell can expand are listed", (text, unread, unset) => {
  expect(shellWords(text)).toMatchObject({ unread, unset });
});

test("variables are read from a file that a shell sources", () => {
  const file = `# Docker's settings; DOCKER_OPTS="--no"
DOCKER_OPTS="--dns 8.8.8.8"
DOCKER_OPTS="$DOCKER_OPTS --label 'a b'" # more
export http_proxy=http://proxy:3128/ NO_PROXY
  A=1; B='2
3' C="say \\"hi\\""
LONG="a\\
b"
if [ -f /etc/x ]; then
  . /etc/x
fi
NAME=$(hostname)
`;
  const { value, unread, unset } = shellVariables(file);
  expect([...value]).toEqual([
    ["DOCKER_OPTS", "--dns 8.8.8.8 --label 'a b'"],
    ["http_proxy", "http://proxy:3128/"],
    ["A", "1"],
    ["B", "2\n3"],
    ["C", 'say "hi"'],
    ["LONG", "ab"],
    ["NAME", ""],
  ]);
  expect(unread).toEqual(["if [ -f /etc/x ]", "then", ". /etc/x", "fi", "$(hostname)"]);
  expect(unset).toEqual([]);
});
