import { execFileSync } from "node:child_process";
import { commandLine } from "../../../../provider/edge/ssh/command";

const NONCE = "n0123456789abcdef01234567";
const READ = `'s=$(while IFS= read -r l; do case $l in (${NONCE}) break;; esac; printf "%s\\n" "$l"; done); eval "$s"'`;

test.each([
  ["none", false, `exec /bin/sh -s ${NONCE}`],
  ["sudo", false, `exec sudo -n -- /bin/sh -s ${NONCE}`],
  ["none", true, `exec /bin/sh -c ${READ} pulumi-dockerd ${NONCE}`],
  ["sudo", true, `exec sudo -n -- /bin/sh -c ${READ} pulumi-dockerd ${NONCE}`],
] as const)("the command line for root by %s, input %s is %s", (root, hasInput, line) => {
  expect(commandLine(root, NONCE, hasInput)).toBe(line);
});

describe.each([
  ["none", false],
  ["sudo", false],
  ["none", true],
  ["sudo", true],
] as const)("the command line for root by %s, input %s", (root, hasInput) => {
  const line = commandLine(root, NONCE, hasInput);

  test("is one line without characters that shells interpret differently", () => {
    expect(line).toMatch(/^[ -~]*$/);
    expect(line).not.toContain("!");
    expect(line).not.toContain("`");
  });

  test("has exactly one pair of single quotes, or none", () => {
    expect(line.split("'")).toHaveLength(hasInput ? 3 : 1);
  });

  test("has no shell syntax outside of the quotes", () => {
    const outside = line.replace(/'.*'/, "");
    expect(outside).toMatch(/^[A-Za-z0-9 ./-]*$/);
  });

  test("has no backslash before a quote or a backslash, which fish removes", () => {
    expect(line).not.toMatch(/\\['\\]/);
  });
});

describe.each(["sh", "bash"])("a script sent to %s", (shell) => {
  const run = (input: string): string =>
    execFileSync(shell, ["-c", commandLine("none", NONCE, true)], { input, encoding: "utf8" });

  test("ends at the nonce, and the rest is its input", () => {
    const script = 'main() { echo "$1 $#"; cat; }\nmain "$@"\n';
    expect(run(`${script}${NONCE}\n  a \\n $(x)\n\n`)).toBe(`${NONCE} 1\n  a \\n $(x)\n\n`);
  });

  test("arrives with its lines unchanged", () => {
    expect(run(`printf '%s|' '  a\\b' "\t"\n${NONCE}\n`)).toBe("  a\\b|\t|");
  });

  test("does nothing if it is truncated before its last line", () => {
    expect(run("main() { echo done; }\nmai")).toBe("");
  });
});
