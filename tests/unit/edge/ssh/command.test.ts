import { execFileSync } from "node:child_process";
import { commandLine } from "../../../../provider/edge/ssh/command";

const NONCE = "n0123456789abcdef01234567";
const READ = `'s=$(while IFS= read -r l; do case $l in (${NONCE}) break;; esac; printf "%s\\n" "$l"; done); eval "$s"'`;

test.each([
  ["none", false, `exec /bin/sh -s ${NONCE}`],
  ["sudo", false, `exec sudo -n -- /bin/sh -s ${NONCE}`],
  ["none", true, `exec /bin/sh -c ${READ} pulumi-dockerd ${NONCE}`],
  ["sudo", true, `exec sudo -n -- /bin/sh -c ${READ} pulumi-dockerd ${NONCE}`],
] as const)("root by %s, input %s: %s", (root, hasInput, line) => {
  expect(commandLine(root, NONCE, hasInput)).toBe(line);
});

describe.each([
  ["none", false],
  ["sudo", false],
  ["none", true],
  ["sudo", true],
] as const)("the command line for root by %s, input %s", (root, hasInput) => {
  const line = commandLine(root, NONCE, hasInput);

  test("is one line without what shells read in different ways", () => {
    expect(line).toMatch(/^[ -~]*$/);
    expect(line).not.toContain("!");
    expect(line).not.toContain("`");
  });

  test("has exactly one pair of single quotes, or none", () => {
    expect(line.split("'")).toHaveLength(hasInput ? 3 : 1);
  });

  test("means nothing to a shell outside of the quotes", () => {
    const outside = line.replace(/'.*'/, "");
    expect(outside).toMatch(/^[A-Za-z0-9 ./-]*$/);
  });

  test("has no backslash before a quote or a backslash, which fish takes away", () => {
    expect(line).not.toMatch(/\\['\\]/);
  });
});

describe.each(["sh", "bash"])("sent to %s", (shell) => {
  const run = (input: string): string =>
    execFileSync(shell, ["-c", commandLine("none", NONCE, true)], { input, encoding: "utf8" });

  test("the script ends at the nonce, and the rest is the script's own input", () => {
    const script = 'main() { echo "$1 $#"; cat; }\nmain "$@"\n';
    expect(run(`${script}${NONCE}\n  a \\n $(x)\n\n`)).toBe(`${NONCE} 1\n  a \\n $(x)\n\n`);
  });

  test("lines of the script come through as they are", () => {
    expect(run(`printf '%s|' '  a\\b' "\t"\n${NONCE}\n`)).toBe("  a\\b|\t|");
  });

  test("a script that is cut before its last line does nothing", () => {
    expect(run("main() { echo done; }\nmai")).toBe("");
  });
});
