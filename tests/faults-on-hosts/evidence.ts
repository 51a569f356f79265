import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunReport } from "../support/faults/run";
import { repository } from "../support/on-host";
import type { PlayedPair } from "./on-terrains";

/** One run of a campaign, with what it takes to have it again. */
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
  /** The scenarios that the simulator has, too. */
  readonly agreed: readonly CampaignRun[];
  /** Operations on hosts in a condition, without a fault. */
  readonly conditions: readonly PlayedPair[];
}

/** Writes what a campaign showed, for readers and for programs. */
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

/** How operations on conditions of hosts ended. */
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
After each run the host has to be as before or have all that was declared, with its engine running and nothing of ours
left; then a plain run has to bring about what was declared, and the end has to leave the host as it was found.

Of ${agreed.scenarios} scenarios that are played on simulated hosts, too, ${agreed.scenarios - agreed.differing.length} ended here as there.

${conditions.terrains} conditions of hosts (docs/reference/hosts.md has them all), ${conditions.operations} operations without a fault:
${conditions.confirmed} were confirmed, ${conditions.refused} refused before anything was touched, ${conditions.rolledBack} rolled back, ${conditions.violations.length} violations.

| fault | runs | ended as before | ended as declared | violations |
| ----- | ---- | --------------- | ----------------- | ---------- |
${counts.map((row) => `| ${row.fault} | ${row.runs} | ${row.before} | ${row.after} | ${row.violations} |`).join("\n")}
`;
