import { declarationOf } from "../../../../provider/core/desired/declaration";
import { onlyVersion, parseEngineVersion } from "../../../../provider/core/engine-version";
import { unknownByHelp } from "../../../../provider/core/observed/help";
import { catalogue } from "../../../../provider/core/options";
import { misnomer } from "../../../../provider/core/options/misnomers";
import { hostRefusal } from "../../../../provider/core/plan/host-gate";
import { checkDaemonInputs } from "../../../../provider/core/schema/check";
import { type EngineCase, recordedCase, RECORDED } from "../../../support/engines/case-file";

const CONNECTION = { host: "10.0.0.11", hostKey: `SHA256:${"A".repeat(43)}` };

describe.each([...RECORDED])("the engine of %s, as recorded", (suite) => {
  const engine: EngineCase = recordedCase(suite)!;
  const range = onlyVersion(parseEngineVersion(engine.version)!);

  test("knows exactly the keys that the catalogue lists for its release", () => {
    const known = Object.keys(engine.keys).filter((key) => engine.keys[key] === "known");
    const listed = catalogue.filter(({ since, removed }) => range.within(since, removed));
    expect(known.sort()).toEqual(listed.map(({ key }) => key).sort());
    expect(Object.keys(engine.keys).sort()).toEqual(catalogue.map(({ key }) => key).sort());
  });

  test("lists flags that agree with the catalogue", () => {
    const keys = catalogue.map(({ key }) => key);
    const unknown = unknownByHelp(keys, engine.help);
    expect(unknown.filter((key) => engine.keys[key] === "known")).toEqual([]);
    // The newest engine knows every key that has a current flag.
    expect(unknown.length > 3).toBe(suite !== "engine29");
    expect(unknownByHelp(["never-heard-of", "constructor"], engine.help)).toEqual([
      "never-heard-of",
      "constructor",
    ]);
    // As a future engine may list it, in singular or plural.
    const future = `${engine.help}\n      --new-thing list   Anything\n`;
    expect(unknownByHelp(["new-thing", "new-things", "other-things"], future)).toEqual(["other-things"]);
  });

  test("silently accepts some names that only look like keys, and each has a message in the catalogue", () => {
    const taken = Object.keys(engine.misnomers).filter((key) => engine.misnomers[key]);
    expect(taken).toEqual(
      expect.arrayContaining(["registry-mirror", "insecure-registry", "label", "host", "log-opt"]),
    );
    expect(Object.keys(engine.misnomers).filter((key) => misnomer(key) === undefined)).toEqual([]);
  });

  test("starts with many files that the provider refuses", () => {
    const runs = engine.rules.filter(({ start }) => start === "runs");
    expect(runs.length).toBeGreaterThan(20);
    const passed = engine.rules.filter(({ file }) => {
      const { options, extraOptions } = declarationOf(file);
      const inputs = { connection: CONNECTION, options, extraOptions, engineVersion: engine.version };
      const refused = hostRefusal(file, file, { argv: [], engine: undefined }) !== undefined;
      return checkDaemonInputs(inputs).length === 0 && !refused;
    });
    expect(passed).toEqual([]);
  });
});
