import { readFileSync } from "node:fs";
import { join } from "node:path";
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
