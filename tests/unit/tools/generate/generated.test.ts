import { readFileSync } from "node:fs";
import { join } from "node:path";
import type * as desired from "../../../../provider/core/desired/daemon-json";
import type * as expectation from "../../../../provider/core/expect/expect";
import { catalogue, type Option } from "../../../../provider/core/options";
import { logging } from "../../../../provider/core/options/catalogue/logging";
import type * as effect from "../../../../provider/core/plan/effect";
import type * as check from "../../../../provider/core/schema/check";
import type * as generator from "../../../../tools/generate/generated";
import { generated } from "../../../../tools/generate/generated";
import { optionsPage } from "../../../../tools/generate/options-page";
import { sdkOptions } from "../../../../tools/generate/sdk-options";
import { engineOf, ROOT } from "../../fixtures";

test.each(Object.entries(generated))("%s is what the generator writes (npm run generate)", (path, text) => {
  expect(readFileSync(join(ROOT, path), "utf8")).toBe(text);
});

const debug = logging.find((option) => option.key === "debug")!;
const INVENTED: Option = {
  ...debug,
  key: "very-new-option",
  flags: [{ name: "--very-new-option" }],
  since: "99.1",
  reloadSince: "99.2",
  doc: "Does something new.",
};

describe("an option of a future engine", () => {
  const options = [...catalogue, INVENTED];

  test("a new option is in the SDK's types", () => {
    expect(sdkOptions(options)).toContain(`
  /**
   * Does something new.
   *
   * A change reloads the engine (since 99.2); removing the option restarts it. Since engine 99.1.
   *
   * @default false
   * @example true
   */
  veryNewOption?: pulumi.Input<boolean>;
`);
    expect(sdkOptions()).not.toContain("veryNewOption");
  });

  test("a new option is on the reference page, in alphabetical order", () => {
    const page = optionsPage(options);
    expect(page).toContain(`
## veryNewOption

Does something new. A change reloads the engine (since 99.2); removing the option restarts it.

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

describe("a new option requires only its record in a family's file", () => {
  let all: {
    check: typeof check;
    effect: typeof effect;
    expect: typeof expectation;
    desired: typeof desired;
    generated: typeof generator;
  };

  beforeAll(() => {
    const family = "../../../../provider/core/options/catalogue/logging";
    jest.doMock(family, () => ({ logging: [...logging, INVENTED] }));
    jest.isolateModules(() => {
      all = {
        check: jest.requireActual<typeof check>("../../../../provider/core/schema/check"),
        effect: jest.requireActual<typeof effect>("../../../../provider/core/plan/effect"),
        expect: jest.requireActual<typeof expectation>("../../../../provider/core/expect/expect"),
        desired: jest.requireActual<typeof desired>("../../../../provider/core/desired/daemon-json"),
        generated: jest.requireActual<typeof generator>("../../../../tools/generate/generated"),
      };
    });
    jest.dontMock(family);
  });

  const inputs = (veryNewOption: boolean | string) => ({
    connection: { host: "h", hostKey: `SHA256:${"A".repeat(43)}` },
    options: { veryNewOption },
  });

  test("the schema accepts a new option, and rejects another type", () => {
    expect(all.check.checkDaemonInputs(inputs(true))).toEqual([]);
    expect(all.check.checkDaemonInputs(inputs("on"))).toEqual([
      { path: "options.veryNewOption", reason: "is a string; write true or false" },
    ]);
  });

  test("daemon.json has a new option", () => {
    expect(all.desired.declaredKeys({ veryNewOption: true }, {})).toEqual({ "very-new-option": true });
  });

  test("a change of a new option has its effect", () => {
    const of = (minor: number) =>
      all.effect.effectOf("very-new-option", false, true, { major: 99, minor, patch: 0 });
    expect([of(1), of(2)]).toEqual(["restart", "reload"]);
  });

  test("a new option is verified on the running engine", () => {
    const missing = all.expect.mismatches(
      { "very-new-option": true },
      ["very-new-option"],
      engineOf("99.1.0"),
    );
    expect(missing).toMatchObject([{ key: "very-new-option", values: { expected: true, reported: false } }]);
  });

  test("types and page contain a new option", () => {
    const texts = Object.entries(all.generated.generated).filter(([path]) => path.includes("options"));
    expect(texts).toHaveLength(2);
    for (const [, text] of texts) expect(text).toMatch(/veryNewOption|very-new-option/);
  });
});

test("no text of an option ends a comment or a table's cell too early", () => {
  const options = catalogue.flatMap(({ doc, example, default: value, type }) => [
    doc,
    JSON.stringify([example, value]),
    ...(type.fields ?? []).map((field) => field.doc),
  ]);
  for (const text of options) expect(text).not.toMatch(/\*\/|\|/);
});
