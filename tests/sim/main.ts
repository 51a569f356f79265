// Runs seeds: tsx tests/sim/main.ts [FROM COUNT]. SIM_SEED=N runs one, and prints all calls. SIM_MUTANT=NAME uses the
// scripts of a mutant. Prints one line of JSON for each seed.
import "./broken-scripts";
import { StubPrograms } from "../support/machine/stub-programs";
import { takeTime } from "./client";
import { play, type SeedResult } from "./run";

/** A seed that fails in the simulator counts as a violation. */
function failed(seed: number, error: unknown): SeedResult {
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    seed,
    scenario: "",
    terrain: "",
    struck: [],
    outcome: "",
    end: "",
    violations: [`the simulator failed: ${what}`],
  };
}

/** Runs a seed. An unhandled rejection fails the seed, too. */
async function playWhole(seed: number): Promise<SeedResult> {
  let fail: (error: unknown) => void = () => undefined;
  const strays = new Promise<never>((_resolve, reject) => (fail = reject));
  strays.catch(() => undefined);
  process.on("unhandledRejection", fail);
  try {
    return await Promise.race([play(seed), strays]);
  } finally {
    process.off("unhandledRejection", fail);
  }
}

/** Retries a seed that fails in the simulator itself, as one in some thousands does, and reports the retry. */
async function playTwice(seed: number): Promise<SeedResult> {
  try {
    return await playWhole(seed);
  } catch (error) {
    const again = await playWhole(seed).catch((second: unknown) => failed(seed, second));
    return { ...again, failedBefore: String(error) };
  }
}

async function main(): Promise<void> {
  const [from = Number(process.env.SIM_SEED ?? 1), count = 1] = process.argv.slice(2).map(Number);
  takeTime();
  // All machines of this process share the stub programs.
  StubPrograms.use();
  for (let seed = from; seed < from + count; seed++) {
    const result = await playTwice(seed);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  StubPrograms.leave();
}

void main();
