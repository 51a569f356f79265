// Plays seeds: tsx tests/sim/main.ts [FROM COUNT]; SIM_SEED=N plays one, and shows what was called. SIM_MUTANT=NAME plays
// broken scripts. A line of JSON for each seed on standard output.
import "./broken-scripts";
import { Players } from "../support/machine/players";
import { takeTime } from "./client";
import { play, type Result } from "./run";

/** A seed that couldn't be played counts as one that went wrong. */
function failed(seed: number, error: unknown): Result {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    seed,
    scenario: "",
    struck: [],
    outcome: "",
    end: "",
    violations: [`the simulator failed: ${what}`],
  };
}

/** One in some thousand seeds hangs and never does again: it is played once more, and says so. */
async function playTwice(seed: number): Promise<Result> {
  try {
    return await play(seed);
  } catch (error) {
    const again = await play(seed).catch((second: unknown) => failed(seed, second));
    return { ...again, failedBefore: String(error) };
  }
}

async function main(): Promise<void> {
  const [from = Number(process.env.SIM_SEED ?? 1), count = 1] = process.argv.slice(2).map(Number);
  takeTime();
  // The programs stay the same over all machines of this process.
  Players.use();
  for (let seed = from; seed < from + count; seed++) {
    const result = await playTwice(seed);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  Players.leave();
}

void main();
