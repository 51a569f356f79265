import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HELP } from "../../../provider/cli/help";
import { shellWords } from "../../../provider/core/command-line/shell";
import { runWith } from "../cli/fake-io";
import { ROOT } from "../fixtures";

const page = readFileSync(join(ROOT, "docs/cli.md"), "utf8");

test.each(Object.entries(HELP))("the page shows the help of %s", (_name, help) => {
  expect(page).toContain(`\`\`\`text\n${help}\`\`\``);
});

/** `$ COMMAND` with what it answers; `$ cat FILE` shows the files that the others read. */
const steps = [...page.matchAll(/```console\n([^]*?)```/g)].flatMap(([, block = ""]) =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((step) => ({
      command: step.slice(0, step.indexOf("\n")),
      answer: step.slice(step.indexOf("\n") + 1),
    })),
);
const files = Object.fromEntries(
  steps.flatMap(({ command, answer }) => (command.startsWith("cat ") ? [[command.slice(4), answer]] : [])),
) as Record<string, string>;
const examples = steps.filter(({ command }) => command.startsWith("pulumi-dockerd "));

test("the page has examples of each command", () => {
  for (const name of ["check options", "check daemon-json", "check command-line", "explain"]) {
    expect(examples.some(({ command }) => command.startsWith(`pulumi-dockerd ${name}`))).toBe(true);
  }
});

test.each(examples)("$command answers as the page says", ({ command, answer }) => {
  const { value, unread } = shellWords(command);
  expect(unread).toEqual([]);
  const { out, err } = runWith(value.slice(1), files);
  expect(out + err).toBe(answer);
});
