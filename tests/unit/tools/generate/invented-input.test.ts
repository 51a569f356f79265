import type * as diff from "../../../../provider/core/preview/diff";
import type * as check from "../../../../provider/core/schema/check";
import { INPUTS } from "../../../../provider/core/schema/inputs";
import { APPLY } from "../../../../provider/core/schema/inputs/apply";
import type { InputField, Input } from "../../../../provider/core/schema/inputs/input";
import { flag } from "../../../../provider/core/schema/inputs/types";
import type * as parser from "../../../../provider/core/schema/parse-inputs";
import type * as generator from "../../../../tools/generate/generated";
import { inputsPage } from "../../../../tools/generate/inputs-page";
import { sdkInputs } from "../../../../tools/generate/sdk-inputs";

const INVENTED: InputField = {
  name: "drainFirst",
  type: flag,
  default: false,
  concerns: "host",
  doc: "Stops all containers before a restart.",
  example: true,
};

const HOVER = `
  /**
   * Stops all containers before a restart.
   *
   * @default false
   * @example true
   */
  drainFirst?: pulumi.Input<boolean>;
`;

describe("an invented field that has only its record in a group's file", () => {
  let all: { check: typeof check; parser: typeof parser; diff: typeof diff; generated: typeof generator };

  beforeAll(() => {
    const group = "../../../../provider/core/schema/inputs/apply";
    jest.doMock(group, () => ({ APPLY: [...APPLY, INVENTED] }));
    jest.isolateModules(() => {
      all = {
        check: jest.requireActual<typeof check>("../../../../provider/core/schema/check"),
        parser: jest.requireActual<typeof parser>("../../../../provider/core/schema/parse-inputs"),
        diff: jest.requireActual<typeof diff>("../../../../provider/core/preview/diff"),
        generated: jest.requireActual<typeof generator>("../../../../tools/generate/generated"),
      };
    });
    jest.dontMock(group);
  });

  const inputs = (apply: Record<string, boolean | string>) => ({
    connection: { host: "h", hostKey: `SHA256:${"A".repeat(43)}` },
    apply,
  });

  test("is accepted by check, which refuses another type and suggests the field for a misspelled name", () => {
    expect(all.check.checkDaemonInputs(inputs({ drainFirst: true }))).toEqual([]);
    expect(all.check.checkDaemonInputs(inputs({ drainFirst: "on" }))).toEqual([
      { path: "apply.drainFirst", reason: "is a string; write true or false" },
    ]);
    expect(all.check.checkDaemonInputs(inputs({ drainfirst: true }))).toEqual([
      { path: "apply.drainfirst", reason: "unknown; did you mean drainFirst?" },
    ]);
  });

  test("is parsed with its default", () => {
    expect(all.parser.parseInputs(inputs({ drainFirst: true })).apply).toHaveProperty("drainFirst", true);
    expect(all.parser.parseInputs(inputs({})).apply).toHaveProperty("drainFirst", false);
    expect(() => all.parser.parseInputs(inputs({ drainFirst: "on" }))).toThrow(
      "OptionError: apply.drainFirst: is a string; write true or false\n",
    );
  });

  test("changes the host, as its record defines", () => {
    const [off, on] = [inputs({ drainFirst: false }), inputs({ drainFirst: true })];
    expect(all.diff.changesHost(off, on)).toBe(true);
    expect(all.diff.diffInputs(off, on)).toEqual({ changed: true, note: "apply.drainFirst: changes" });
  });

  test("is in the SDK's types and on the reference page", () => {
    const { "sdk/nodejs/inputs.gen.ts": types, "docs/reference/inputs.md": page } = all.generated.generated;
    expect(types).toContain(HOVER);
    expect(page).toContain(
      "| `drainFirst` | `boolean` | `false` | Stops all containers before a restart. | changes the host |",
    );
  });
});

describe("an invented input outside of the groups", () => {
  const inputs: readonly Input[] = [...INPUTS, INVENTED];

  test("is in the SDK's types, and a fleet's layers replace it as a whole", () => {
    expect(sdkInputs(inputs)).toContain(HOVER);
    expect(sdkInputs(inputs)).toContain('WHOLE_INPUTS = ["engineVersion","tls","drainFirst"]');
    expect(sdkInputs([...INPUTS, { ...INVENTED, joins: true }])).toContain(
      'JOINED_INPUTS = ["connection","options","extraOptions","apply","timeouts","drainFirst"]',
    );
  });

  test("is on the reference page", () => {
    expect(inputsPage(inputs)).toContain(`
## drainFirst

Stops all containers before a restart. Optional.

| type | default | a change |
|---|---|---|
| \`boolean\` | \`false\` | changes the host |

\`\`\`ts
drainFirst: true
\`\`\`
`);
  });

  test("is neither in types nor on the page if it is internal", () => {
    const internal = [...INPUTS, { ...INVENTED, internal: true } as const];
    expect(sdkInputs(internal)).toBe(sdkInputs());
    expect(inputsPage(internal)).toBe(inputsPage());
  });
});

test("a secret field is listed for the SDK and documented as secret", () => {
  const apply: Input = {
    name: "vault",
    typeName: "VaultArgs",
    doc: "A group.",
    fields: [{ ...INVENTED, name: "token", secret: true }],
  };
  expect(sdkInputs([apply])).toContain('SECRET_FIELDS = [["vault",["token"]]]');
  expect(sdkInputs([apply])).toContain("Stops all containers before a restart. Kept as a secret.");
});

test("no text of an input ends a comment too early", () => {
  const all: readonly Input[] = INPUTS.flatMap((input) =>
    "fields" in input ? [input, ...input.fields] : input,
  );
  for (const { doc, example } of all) expect(`${doc}${JSON.stringify(example)}`).not.toContain("*/");
});
