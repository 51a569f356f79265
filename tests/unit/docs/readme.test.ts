import { readFileSync } from "node:fs";
import { join } from "node:path";
import { APPLY_DEFAULTS, LIMIT_DEFAULTS } from "../../../provider/core/schema/apply";
import { ROOT } from "../fixtures";

const textOf = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const readme = textOf("README.md");
const manifest = JSON.parse(textOf("package.json")) as {
  name: string;
  version: string;
  peerDependencies: Record<string, string>;
};

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
  ["apply.confirmTimeout", `${APPLY_DEFAULTS.confirmTimeout} s`],
  ["apply.settle", `${APPLY_DEFAULTS.settle} s`],
  ["apply.onFailure", `\`${APPLY_DEFAULTS.onFailure}\``],
  ["apply.onDelete", `\`${APPLY_DEFAULTS.onDelete}\``],
  ["apply.onUnreachable", `\`${APPLY_DEFAULTS.onUnreachable}\``],
  ["apply.takeOver", `\`${String(APPLY_DEFAULTS.takeOver)}\``],
  ["timeouts.apply", `${LIMIT_DEFAULTS.apply} s`],
  ["timeouts.verify", `${LIMIT_DEFAULTS.verify} s`],
])("the guide has the default of %s", (name, value) => {
  const row = textOf("docs/guide.md")
    .split("\n")
    .find((line) => line.startsWith(`| \`${name}\``));
  expect(row?.split("|")[2]?.trim()).toBe(value);
});
