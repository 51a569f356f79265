// Plays seeds: tsx tests/sim/main.ts [FROM COUNT]; SIM_SEED=N plays one, and shows what was called. SIM_MUTANT=NAME plays
// broken scripts, SIM_ARTEFACT=1 changes with an invented artefact. A line of JSON for each seed on standard output.
import "./broken-scripts";
import "./more-artefacts";
import { Players } from "../support/machine/players";
import { takeTime } from "./client";
import { play, type Result } from "./run";

/** A seed that couldn't be played counts as one that went wrong. */
function failed(seed: number, error: unknown): Result {
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

/** Plays a seed. An error that nobody waited for is the seed's, too. */
async function playWhole(seed: number): Promise<Result> {
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

/** One in some thousand seeds may fail in the simulator itself and never again: it is played once more, and says so. */
async function playTwice(seed: number): Promise<Result> {
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
  // The programs stay the same over all machines of this process.
  Players.use();
  for (let seed = from; seed < from + count; seed++) {
    const result = await playTwice(seed);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  Players.leave();
}

void main();
