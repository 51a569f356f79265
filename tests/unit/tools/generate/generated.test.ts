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
  doc: "Does what nobody thought of.",
};

describe("an option that the next engine brings", () => {
  const options = [...catalogue, INVENTED];

  test("is in the SDK's types", () => {
    expect(sdkOptions(options)).toContain(`
  /**
   * Does what nobody thought of.
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

  test("is on the reference page, in order of the alphabet", () => {
    const page = optionsPage(options);
    expect(page).toContain(`
## veryNewOption

Does what nobody thought of. A change reloads the engine (since 99.2); removing the option restarts it.

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

describe("its record in a family's file is all that it takes", () => {
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

  test("the schema takes it, and refuses another type", () => {
    expect(all.check.checkDaemonInputs(inputs(true))).toEqual([]);
    expect(all.check.checkDaemonInputs(inputs("on"))).toEqual([
      { path: "options.veryNewOption", reason: "is a string; write true or false" },
    ]);
  });

  test("daemon.json has it", () => {
    expect(all.desired.declaredKeys({ veryNewOption: true }, {})).toEqual({ "very-new-option": true });
  });

  test("a change has its effect", () => {
    const of = (minor: number) =>
      all.effect.effectOf("very-new-option", false, true, { major: 99, minor, patch: 0 });
    expect([of(1), of(2)]).toEqual(["restart", "reload"]);
  });

  test("it is looked for in the running engine", () => {
    const missing = all.expect.mismatches(
      { "very-new-option": true },
      ["very-new-option"],
      engineOf("99.1.0"),
    );
    expect(missing).toMatchObject([{ key: "very-new-option", values: { expected: true, reported: false } }]);
  });

  test("types, page and schemas tell of it", () => {
    const texts = Object.entries(all.generated.generated);
    expect(
      texts.filter(([, text]) => !/veryNewOption|very-new-option/.test(text)).map(([path]) => path),
    ).toEqual([]);
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
