import * as fc from "fast-check";
import { declaredKeys } from "../../../provider/core/desired/daemon-json";
import { onlyVersion, parseEngineRange, parseEngineVersion } from "../../../provider/core/engine-version";
import { mismatches } from "../../../provider/core/expect/expect";
import { type Json, type JsonObject, own } from "../../../provider/core/json";
import { catalogue } from "../../../provider/core/options";
import type { Lifetime } from "../../../provider/core/options/lifetime";
import { checkDaemonInputs } from "../../../provider/core/schema/check";
import {
  type EngineCase,
  keyVerdict,
  recordCase,
  recordedCase,
  type RuleCase,
} from "../../support/engines/case-file";
import { validOptions } from "../../support/engines/option-values";
import { APART, checkOnEngine, type TrialRun, startOnEngine } from "../../support/engines/trial";
import { misnomerRows, ruleRows } from "../../support/option-rules";
import { describeOnHosts, onHost, sandboxHost } from "../../support/sandbox";

/**
 * The size of the run. RECORD_OPTIONS=1 writes tests/cases/options and starts engines with new rule rows; "all" starts
 * them with every row. The numbers are for larger campaigns.
 */
const {
  RECORD_OPTIONS,
  CATALOGUE_CHECKED = "500",
  CATALOGUE_STARTED = "50",
  CATALOGUE_SEED = "1",
} = process.env;
const seed = Number(CATALOGUE_SEED);

const CONNECTION = { host: "10.0.0.11", hostKey: `SHA256:${"A".repeat(43)}` };

/**
 * Replaces examples that are ambiguous: older engines flatten an unknown object, and know "bridge" as a flag.
 */
const PROBES: JsonObject = { "default-network-opts": { macvlan: { a: "1" } } };

const sets = (version: string, numRuns: number): readonly JsonObject[] =>
  fc.sample(validOptions(version), { numRuns, seed });

/** Tests the catalogue against the engine of a host that has the name of its recorded answers. */
export function catalogueOn(suite: string): void {
  describeOnHosts(`the catalogue and the engine of ${suite}`, () => {
    const host = sandboxHost(suite);
    let asked: Promise<string> | undefined;
    const versionOf = (): Promise<string> =>
      (asked ??= onHost(host, "dockerd --version").then((text) =>
        text.replace(/^Docker version ([^,]*),.*/, "$1"),
      ));

    test.concurrent("the engine knows the same keys as the catalogue", async () => {
      const version = await versionOf();
      const files = catalogue.map(({ key, type, example }): JsonObject => ({
        [key]: own(PROBES, key) ?? type.toFile(example),
      }));
      const verdicts = await checkOnEngine(host, files);
      const keys = catalogue.map(({ key }, at) => [key, keyVerdict(verdicts[at]!)] as const);
      const differing = catalogue.filter(
        (option, at) => isKnown(option, version) !== (keys[at]![1] === "known"),
      );
      expect(differing.map(({ key }) => key)).toEqual([]);
      const help = await onHost(host, "dockerd --help");
      compare(suite, { version, help, keys: Object.fromEntries(keys) });
    });

    test.concurrent("names that only look like keys are ignored or rejected, as recorded", async () => {
      const verdicts = await checkOnEngine(
        host,
        misnomerRows.map(([key, value]) => ({ [key]: value })),
      );
      const misnomers = misnomerRows.map(([key], at) => [key, verdicts[at]!.taken] as const);
      compare(suite, { misnomers: Object.fromEntries(misnomers) });
    });

    test.concurrent("the engine accepts sets of options that check accepts", async () => {
      const version = await versionOf();
      const numRuns = Number(CATALOGUE_CHECKED);
      const files = sets(version, numRuns).map((set) => {
        expect(checkDaemonInputs({ connection: CONNECTION, options: set, engineVersion: version })).toEqual(
          [],
        );
        return declaredKeys(set, {});
      });
      const verdicts = await checkOnEngine(host, files);
      const refused = files.flatMap((file, at) =>
        verdicts[at]!.taken ? [] : [{ file, said: verdicts[at]!.said }],
      );
      expect(refused).toEqual([]);
      expect(verdicts).toHaveLength(numRuns);
    });

    test.concurrent("the engine starts with sets of options and reports their values", async () => {
      const version = await versionOf();
      const files = sets(version, Number(CATALOGUE_STARTED)).map((set) => {
        const file = declaredKeys(set, {});
        return Object.fromEntries(Object.entries(file).filter(([key]) => !Object.hasOwn(APART, key)));
      });
      const runs = await startOnEngine(host, files);
      expect(runs).toHaveLength(files.length);
      expect(files.flatMap((file, at) => wrong(file, runs[at]!))).toEqual([]);
    });

    test.concurrent("the engine's verdict on options that check rejects is as recorded", async () => {
      const version = await versionOf();
      const rows = ruleRows.filter(({ engineVersion }) => isAbout(engineVersion, version));
      const files = rows.map(({ options }) => declaredKeys(options, {}));
      const verdicts = await checkOnEngine(host, files);
      const checked = files.map((file, at): RuleCase => {
        const { taken, said } = verdicts[at]!;
        return { file, check: taken ? "OK" : said };
      });
      const startable = checked.filter(({ file, check }) => {
        return (
          check === "OK" && !Object.keys(file).some((key) => Object.hasOwn(APART, key) || key === "graph")
        );
      });
      const before = new Map(
        recordedCase(suite)?.rules.map(({ file, start }) => [JSON.stringify(file), start]),
      );
      const startOf = (row: RuleCase): string | undefined => before.get(JSON.stringify(row.file));
      const slice = startable.filter((row, at) => {
        if (RECORD_OPTIONS === undefined) return at % 12 === seed % 12;
        return RECORD_OPTIONS === "all" || startOf(row) === undefined;
      });
      const runs = await startOnEngine(
        host,
        slice.map(({ file }) => file),
      );
      const rules = checked.map((row): RuleCase => {
        const at = slice.indexOf(row);
        const start = at >= 0 ? endOf(runs[at]!) : startOf(row);
        return start === undefined ? row : { ...row, start };
      });
      compare(suite, { rules });
    });
  });
}

const endOf = (run: TrialRun): string => ("engine" in run ? "runs" : run.said);

/** Returns what differs between a file and the engine that runs with it. */
function wrong(file: JsonObject, run: TrialRun): object[] {
  if (!("engine" in run)) return [{ file, said: run.said }];
  return mismatches(file, Object.keys(file), run.engine).map((mismatch) => ({ file, ...mismatch }));
}

/** Returns whether the catalogue says that an engine knows a key. */
function isKnown({ removed, since }: Lifetime, version: string): boolean {
  return onlyVersion(parseEngineVersion(version)!).within(since, removed);
}

const isAbout = (range: string | undefined, version: string): boolean =>
  range === undefined || parseEngineRange(range)!.has(parseEngineVersion(version)!);

/** Compares results with the recorded ones, or records them. */
function compare(suite: string, found: Partial<EngineCase>): void {
  const recorded = recordedCase(suite) ?? { version: "", help: "", keys: {}, misnomers: {}, rules: [] };
  if (RECORD_OPTIONS !== undefined) recordCase(suite, { ...recorded, ...found });
  else
    expect(found).toEqual(
      Object.fromEntries(
        Object.keys(found).map((name) => [name, (recorded as unknown as Record<string, Json>)[name]]),
      ),
    );
}
