import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { campaign, counts, KINDS, violations } from "./campaign";
import { mutate, MUTANTS } from "./mutants";

const SCRIPTS = join(__dirname, "../../provider/edge/scripts");
/** The seeds of every test run; `make test-faults-sim` runs more. */
const SLICE = { from: 1, count: 300 };
const MINUTES = 60_000;

test(
  `${SLICE.count} seeds: each host ends with the new or the original configuration, and the next run converges`,
  async () => {
    const results = await campaign(SLICE);
    expect(violations(results)).toEqual([]);
    expect(results).toHaveLength(SLICE.count);
    const struck = counts(results);
    expect(KINDS.filter((kind) => struck[kind] === 0)).toEqual([]);
  },
  30 * MINUTES,
);

test(
  "an artefact that is one entry more in the list keeps every promise",
  async () => {
    const results = await campaign({ from: 1, count: 60, artefact: true });
    expect(violations(results)).toEqual([]);
    expect(results).toHaveLength(60);
  },
  10 * MINUTES,
);

test("a seed gives the same result each time", async () => {
  const [once, again] = [await campaign({ from: 77, count: 1 }), await campaign({ from: 77, count: 1 })];
  expect(again).toEqual(once);
});

// `make test-faults-sim` verifies that each of them is detected.
describe.each(MUTANTS)("scripts with $name", (mutant) => {
  test("the mutation changes at least one script", () => {
    const texts = readdirSync(SCRIPTS)
      .filter((name) => name.endsWith(".sh"))
      .map((name) => readFileSync(join(SCRIPTS, name), "utf8"));
    expect(texts.filter((text) => mutate(text, mutant) !== text)).not.toEqual([]);
  });
});
