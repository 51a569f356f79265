import * as fc from "fast-check";
import { environment, quote, settings, unitFiles, words } from "../../../../provider/core/desired/unit-text";

const CAT = `# /usr/lib/systemd/system/docker.service
[Unit]
Description=Docker
[Service]
# a comment
EnvironmentFile=-/etc/default/docker
ExecStart=/usr/sbin/dockerd -H fd:// \\
  --containerd=/run/containerd/containerd.sock $DOCKER_OPTS

# /etc/systemd/system/docker.service.d/10-proxy.conf
[Service]
Environment="HTTP_PROXY=http://p" A=1
`;

test("a unit's files by their paths, in order", () => {
  expect(unitFiles(CAT).map(({ path }) => path)).toEqual([
    "/usr/lib/systemd/system/docker.service",
    "/etc/systemd/system/docker.service.d/10-proxy.conf",
  ]);
});

test("a line that goes on is one", () => {
  expect(
    settings(unitFiles(CAT), "ExecStart").map(({ path, value }) => [path, value.split(/\s+/).length]),
  ).toEqual([["/usr/lib/systemd/system/docker.service", 5]]);
});

test("an empty setting takes back all before it", () => {
  const files = unitFiles("# /a\nExecStart=x\n\n# /b\nExecStart=\nExecStart=y\nExecStart=z\n");
  expect(settings(files, "ExecStart")).toEqual([
    { path: "/b", value: "y" },
    { path: "/b", value: "z" },
  ]);
});

test.each([
  ["a  b", ["a", "b"]],
  [`"a b" 'c d'`, ["a b", "c d"]],
  [`--label="a b"`, ["--label=a b"]],
  [`a\\ b "\\"" '\\''`, ["a b", '"', "'"]],
  [`""`, [""]],
  ["", []],
])("the words of %s", (command, texts) => {
  expect(words(command).map(({ text }) => text)).toEqual(texts);
});

test("a quoted word is read as it was", () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }).filter((text) => !/[%$\n]/.test(text)),
      (text) => {
        expect(words(quote(text)).map((word) => word.text)).toEqual([text]);
      },
    ),
  );
});

test.each([
  ["100%", "100%%"],
  ["$HOME", "$$HOME"],
  ["a b$", '"a b$$"'],
  ["--label=a=b", "--label=a=b"],
])("%s stands as %s in a unit", (text, quoted) => {
  expect(quote(text)).toBe(quoted);
});

test("an environment file", () => {
  const text = `# DOCKER_OPTS="--no"
DOCKER_OPTS="--label a=b -D"
  EMPTY=
SINGLE='x y'
LONG=a\\
b
export NO=1
`;
  expect([...environment(text)]).toEqual([
    ["DOCKER_OPTS", "--label a=b -D"],
    ["EMPTY", ""],
    ["SINGLE", "x y"],
    ["LONG", "ab"],
  ]);
});
