import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue, type Option } from "../../../../provider/core/options";
import { logging } from "../../../../provider/core/options/logging";
import { generated } from "../../../../tools/generate/generated";
import { optionsPage } from "../../../../tools/generate/options-page";
import { sdkOptions } from "../../../../tools/generate/sdk-options";
import { ROOT } from "../../fixtures";

test.each(Object.entries(generated))("%s is what the generator writes (npm run generate)", (path, text) => {
  expect(readFileSync(join(ROOT, path), "utf8")).toBe(text);
});

describe("an option that the next engine brings", () => {
  const debug = logging.find((option) => option.key === "debug")!;
  const INVENTED: Option = {
    ...debug,
    key: "very-new-option",
    flags: ["--very-new-option"],
    since: "99.1",
    reloadSince: "99.2",
    doc: "Does what nobody thought of.",
  };
  const options = [...catalogue, INVENTED];

  test("is in the SDK's types", () => {
    expect(sdkOptions(options)).toContain(`
  /**
   * Does what nobody thought of.
   *
   * A change reloads the engine (since 99.2); taking it away restarts it.
   *
   * @default false
   * @example true
   */
  veryNewOption?: pulumi.Input<boolean>;
`);
    expect(sdkOptions()).not.toContain("veryNewOption");
  });

  test("is on the reference page, in order of the alphabet", () => {
    const page = optionsPage(options);
    expect(page).toContain(`
## veryNewOption

Does what nobody thought of. A change reloads the engine (since 99.2); taking it away restarts it.

| | |
|---|---|
| daemon.json | \`very-new-option\`, since 99.1 |
| flags | \`--very-new-option\` |
| type | \`boolean\` |
| default | \`false\` |
`);
    const headings = [...page.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    expect(headings).toHaveLength(options.length);
    expect(headings).toEqual([...headings].sort());
  });
});

test("no text of an option ends a comment or a table's cell too early", () => {
  for (const option of catalogue) {
    expect(option.doc).not.toContain("*/");
    expect(JSON.stringify([option.example, option.default])).not.toMatch(/\*\/|\|/);
  }
});
