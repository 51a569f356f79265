import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunReport } from "../support/faults/run";
import { repository } from "../support/on-host";
import type { PlayedPair } from "./on-terrains";

/** One run of a campaign, with the seed that reproduces it. */
export interface CampaignRun extends RunReport {
  readonly seed: number;
  readonly fault: string;
  readonly generation: string;
  readonly seconds: number;
}

export interface Campaign {
  readonly seed: number;
  readonly commit: string;
  readonly date: string;
  readonly runs: readonly CampaignRun[];
  /** The scenarios that the simulator runs, too. */
  readonly agreed: readonly CampaignRun[];
  /** Operations on hosts in special conditions, without a fault. */
  readonly conditions: readonly PlayedPair[];
}

/** Writes a campaign's results as JSON and as a page. */
export function writeEvidence({ seed, commit, date, runs, agreed, conditions }: Campaign): void {
  const violations = runs.filter((run) => run.violations.length > 0);
  const counts = countsOf(runs);
  const differing = agreed.filter((run) => run.violations.length > 0);
  const facts = {
    ...{ date, commit, seed, runs: runs.length, violations, counts },
    agreed: { scenarios: agreed.length, differing },
    conditions: endsOf(conditions),
  };
  const folder = join(repository, "docs/evidence");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "faults-on-hosts.json"), `${JSON.stringify(facts, null, 2)}\n`);
  writeFileSync(join(folder, "faults-on-hosts.md"), page(facts));
}

/** Counts of how operations on hosts in special conditions ended. */
interface Ends {
  readonly terrains: number;
  readonly operations: number;
  readonly confirmed: number;
  readonly refused: number;
  readonly rolledBack: number;
  readonly violations: readonly PlayedPair[];
}

function endsOf(played: readonly PlayedPair[]): Ends {
  const ended = (how: string): number => played.filter(({ end }) => end.startsWith(how)).length;
  return {
    terrains: new Set(played.map(({ terrain }) => terrain)).size,
    operations: played.length,
    ...{ confirmed: ended("confirmed"), refused: ended("refused"), rolledBack: ended("rolled back") },
    violations: played.filter(({ violation }) => violation !== ""),
  };
}

interface Count {
  readonly fault: string;
  readonly runs: number;
  readonly before: number;
  readonly after: number;
  readonly violations: number;
}

function countsOf(runs: readonly CampaignRun[]): readonly Count[] {
  const names = [...new Set(runs.map(({ fault }) => fault))].sort();
  return names.map((fault) => {
    const of = runs.filter((run) => run.fault === fault);
    return {
      fault,
      runs: of.length,
      before: of.filter(({ end }) => end === "before").length,
      after: of.filter(({ end }) => end === "after").length,
      violations: of.filter((run) => run.violations.length > 0).length,
    };
  });
}

interface Evidence extends Omit<Campaign, "runs" | "agreed" | "conditions"> {
  readonly runs: number;
  readonly violations: readonly CampaignRun[];
  readonly counts: readonly Count[];
  readonly agreed: { readonly scenarios: number; readonly differing: readonly CampaignRun[] };
  readonly conditions: Ends;
}

const page = ({
  seed,
  commit,
  date,
  runs,
  violations,
  counts,
  agreed,
  conditions,
}: Evidence): string => `# Faults on real hosts

Written by \`make test-faults-hosts\` on ${date} at commit ${commit.slice(0, 12)}, seed ${seed}: ${runs} runs, ${violations.length} violations.
After each run the host has to be unchanged or have everything declared, with its engine running and no trace of the
transaction; then a run without a fault has to apply the declaration, and destroy has to restore the host's original state.

Of ${agreed.scenarios} scenarios that also run on simulated hosts, ${agreed.scenarios - agreed.differing.length} ended the same way on both.

${conditions.terrains} conditions of hosts (docs/reference/hosts.md has them all), ${conditions.operations} operations without a fault:
${conditions.confirmed} were confirmed, ${conditions.refused} refused with nothing touched, ${conditions.rolledBack} rolled back, ${conditions.violations.length} violations.

| fault | runs | ended unchanged | ended as declared | violations |
| ----- | ---- | --------------- | ----------------- | ---------- |
${counts.map((row) => `| ${row.fault} | ${row.runs} | ${row.before} | ${row.after} | ${row.violations} |`).join("\n")}
`;
