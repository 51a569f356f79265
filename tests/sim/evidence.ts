// Runs a campaign and writes its results to docs/evidence: tsx tests/sim/evidence.ts [FROM COUNT]. With the argument
// broken-scripts, only runs the mutants and updates their entry.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { campaign, counts, violations } from "./campaign";
import { MUTANTS } from "./mutants";

const ROOT = join(__dirname, "../..");
const EVIDENCE = join(ROOT, "docs/evidence/faults.json");

/** The date and the commit. */
function origin(): { readonly date: string; readonly commit: string } {
  const commit = execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();
  return { date: new Date().toISOString(), commit };
}

/** The number of seeds within which each mutant has to be detected. */
const NOTICED_WITHIN = 500;

interface BrokenScripts {
  readonly date: string;
  readonly commit: string;
  /** The number of seeds until a mutant was detected; null if it was not. */
  readonly noticed: Readonly<Record<string, number | null>>;
}

async function playBrokenScripts(from: number): Promise<BrokenScripts> {
  const begun = origin();
  const noticed: [string, number | null][] = [];
  for (const { name } of MUTANTS) {
    const seeds = { from, count: NOTICED_WITHIN, mutant: name, untilViolated: true } as const;
    const results = await campaign(seeds);
    noticed.push([name, violations(results).length === 0 ? null : results.length]);
    console.error(`scripts with ${name}: ${noticed.at(-1)?.[1] ?? "not"} detected`);
  }
  return { ...begun, noticed: Object.fromEntries(noticed) };
}

async function playCampaign(from: number, count: number): Promise<object> {
  const begun = origin();
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
  process.exitCode = violations(results).length === 0 ? 0 : 1;
  return {
    what: "seeded faults against the real provider and scripts on simulated hosts",
    ...begun,
    seeds: { from, count: results.length },
    minutes: Math.round((Date.now() - Date.parse(begun.date)) / 6000) / 10,
    faults: counts(results),
    terrains: tally(results.map(({ terrain }) => terrain)),
    ends: tally(results.map(({ end }) => end)),
    outcomes: tally(results.map(({ outcome }) => outcome)),
    violations: violations(results),
    playedTwice: results.flatMap(({ seed, failedBefore }) =>
      failedBefore === undefined ? [] : [`SIM_SEED=${seed}: ${failedBefore}`],
    ),
  };
}

async function main(): Promise<void> {
  const again = process.argv[2] === "broken-scripts";
  const [from = 1, count = 10_000] = again ? [] : process.argv.slice(2).map(Number);
  const played = again
    ? (JSON.parse(readFileSync(EVIDENCE, "utf8")) as object)
    : await playCampaign(from, count);
  const brokenScripts = await playBrokenScripts(from);
  const report = { ...played, brokenScripts };
  mkdirSync(dirname(EVIDENCE), { recursive: true });
  writeFileSync(EVIDENCE, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(JSON.stringify(report, undefined, 2));
  if (Object.values(brokenScripts.noticed).includes(null)) process.exitCode = 1;
}

function tally(words: readonly string[]): Readonly<Record<string, number>> {
  const names = [...new Set(words)].sort();
  return Object.fromEntries(names.map((name) => [name, words.filter((word) => word === name).length]));
}

void main();
