import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import { availableParallelism } from "node:os";
import { FAULTS, NONE, SECOND_CLIENT } from "./faults";
import type { SeedResult } from "./run";

const ROOT = join(__dirname, "../..");

/** Every kind of fault that a seed may have. */
export const KINDS = [...FAULTS.map(({ kind }) => kind), SECOND_CLIENT, NONE];

export interface Seeds {
  readonly from: number;
  readonly count: number;
  /** The name of a mutant, for a campaign that has to detect it. */
  readonly mutant?: string;
  /** Ends the campaign at the first seed with a violation. */
  readonly untilViolated?: true;
  /** Called with each result. */
  readonly onResult?: (result: SeedResult) => void;
}

/** Runs seeds in one process more than there are processors: each of them waits now and then. */
export async function campaign(seeds: Seeds): Promise<readonly SeedResult[]> {
  const results: SeedResult[] = [];
  const processes = Math.max(1, Math.min(availableParallelism() + 1, seeds.count));
  const share = Math.ceil(seeds.count / processes);
  const children: ChildProcess[] = [];
  const take = (line: string): void => {
    const result = JSON.parse(line) as SeedResult;
    results.push(result);
    seeds.onResult?.(result);
    if (seeds.untilViolated === true && result.violations.length > 0)
      for (const child of children) child.kill();
  };
  const shares = Array.from({ length: processes }, (_, at) => {
    const from = seeds.from + at * share;
    return { from, count: Math.min(share, seeds.from + seeds.count - from) };
  }).filter(({ count }) => count > 0);
  await Promise.all(shares.map((part) => playIn(part, seeds, take, (child) => children.push(child))));
  return results;
}

async function playIn(
  { from, count }: { readonly from: number; readonly count: number },
  { mutant }: Seeds,
  onLine: (line: string) => void,
  onChild: (child: ChildProcess) => void,
): Promise<void> {
  const tsx = join(ROOT, "node_modules/.bin/tsx");
  const child = spawn(tsx, [join(__dirname, "main.ts"), String(from), String(count)], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, ...(mutant === undefined ? {} : { SIM_MUTANT: mutant }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onChild(child);
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  createInterface(child.stdout).on("line", onLine);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  // A process that was killed had already reported a violation.
  if (code !== 0 && !child.killed) throw new Error(`seeds from ${from}: ${complaints}`);
}

/** Counts how often each kind of fault struck. */
export function counts(results: readonly SeedResult[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    KINDS.map((kind) => [kind, results.filter(({ struck }) => struck.includes(kind)).length]),
  );
}

/** Returns the violations, one text for each seed that has any. */
export const violations = (results: readonly SeedResult[]): readonly string[] =>
  results
    .filter((result) => result.violations.length > 0)
    .map(({ seed, scenario, terrain, struck, violations: all }) => {
      return `SIM_SEED=${seed} (${scenario}; ${terrain}; ${struck.join(", ")}): ${all.join("\n  ")}`;
    });
