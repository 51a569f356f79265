import { readFileSync } from "node:fs";
import { join } from "node:path";
import { APPLY } from "../../../provider/core/schema/inputs/apply";
import { TIMEOUTS } from "../../../provider/core/schema/inputs/timeouts";
import { defaultsOf } from "../../../provider/core/schema/parse-inputs";
import { ROOT } from "../fixtures";

const textOf = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const readme = textOf("README.md");
const manifest = JSON.parse(textOf("package.json")) as {
  name: string;
  version: string;
  peerDependencies: Record<string, string>;
};

const apply = defaultsOf(APPLY);
const timeouts = defaultsOf(TIMEOUTS);

test("the first example installs the file that npm pack writes, beside the oldest Pulumi that works", () => {
  const file = `${manifest.name}-${manifest.version}.tgz`;
  expect(readme).toContain(`# writes ${file}`);
  const [, example = ""] = /```json\n([^]*?)```/.exec(readme) ?? [];
  expect(JSON.parse(example)).toMatchObject({
    main: "index.ts",
    dependencies: { ...manifest.peerDependencies, [manifest.name]: `file:../${manifest.name}/${file}` },
  });
});

test.each([
  ["apply.confirmTimeout", `${apply.confirmTimeout} s`],
  ["apply.settle", `${apply.settle} s`],
  ["apply.onFailure", `\`${apply.onFailure}\``],
  ["apply.onDelete", `\`${apply.onDelete}\``],
  ["apply.onUnreachable", `\`${apply.onUnreachable}\``],
  ["apply.takeOver", `\`${String(apply.takeOver)}\``],
  ["timeouts.apply", `${timeouts.apply} s`],
  ["timeouts.verify", `${timeouts.verify} s`],
])("the guide has the default of %s", (name, value) => {
  const row = textOf("docs/guide.md")
    .split("\n")
    .find((line) => line.startsWith(`| \`${name}\``));
  expect(row?.split("|")[2]?.trim()).toBe(value);
});
