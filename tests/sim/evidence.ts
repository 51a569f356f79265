// Plays a campaign and writes what came of it to docs/evidence: tsx tests/sim/evidence.ts [FROM COUNT]
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { campaign, counts, violations } from "./campaign";
import { MUTANTS } from "./mutants";

const ROOT = join(__dirname, "../..");

/** Within so many seeds scripts with a promise taken away have to be noticed. */
const NOTICED_WITHIN = 500;

/** How many seeds it took to notice each of the broken scripts; null where none did. */
async function mutantsNoticed(from: number): Promise<Readonly<Record<string, number | null>>> {
  const noticed: [string, number | null][] = [];
  for (const { name } of MUTANTS) {
    const seeds = { from, count: NOTICED_WITHIN, mutant: name, untilViolated: true } as const;
    const results = await campaign(seeds);
    noticed.push([name, violations(results).length === 0 ? null : results.length]);
    console.error(`scripts with ${name}: ${noticed.at(-1)?.[1] ?? "not"} noticed`);
  }
  return Object.fromEntries(noticed);
}

async function main(): Promise<void> {
  const [from = 1, count = 10_000] = process.argv.slice(2).map(Number);
  const begun = new Date();
  let played = 0;
  const results = await campaign({
    from,
    count,
    onResult: ({ seed, violations: wrong }) => {
      played += 1;
      if (wrong.length > 0) console.error(`SIM_SEED=${seed} ${wrong.join("\n  ")}`);
      if (played % 100 === 0) console.error(`${played} of ${count}`);
    },
  });
  const brokenScripts = await mutantsNoticed(from);
  const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  const report = {
    what: "seeded faults against the real provider and scripts on simulated hosts",
    date: begun.toISOString(),
    commit,
    seeds: { from, count: results.length },
    minutes: Math.round((Date.now() - begun.getTime()) / 6000) / 10,
    faults: counts(results),
    ends: tally(results.map(({ end }) => end)),
    outcomes: tally(results.map(({ outcome }) => outcome)),
    violations: violations(results),
    playedTwice: results.flatMap(({ seed, failedBefore }) =>
      failedBefore === undefined ? [] : [`SIM_SEED=${seed}: ${failedBefore}`],
    ),
    /** Seeds until scripts with a promise taken away were noticed. */
    brokenScripts,
  };
  mkdirSync(join(ROOT, "docs/evidence"), { recursive: true });
  writeFileSync(join(ROOT, "docs/evidence/faults.json"), `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(JSON.stringify({ ...report, violations: report.violations.length }, undefined, 2));
  const unnoticed = Object.values(brokenScripts).includes(null);
  process.exitCode = report.violations.length === 0 && !unnoticed ? 0 : 1;
}

function tally(words: readonly string[]): Readonly<Record<string, number>> {
  const names = [...new Set(words)].sort();
  return Object.fromEntries(names.map((name) => [name, words.filter((word) => word === name).length]));
}

void main();
