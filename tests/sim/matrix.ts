// Runs operations on terrains: tsx tests/sim/matrix.ts [FROM COUNT], pairs by number. MATRIX=TEXT selects those whose
// terrain or operation contains the text. Prints one line of JSON for each pair.
import { StubPrograms } from "../support/machine/stub-programs";
import { takeTime } from "./client";
import { type Operation, OPERATIONS } from "./operations";
import { type End, firstLine, judge, observe } from "./oracle";
import { BASE, type Scenario } from "./scenarios";
import { type Terrain, TERRAINS, Unavailable } from "./terrain";
import { type Outcome, World } from "./world";

/** The result of an operation on a terrain. */
export interface Cell {
  readonly terrain: string;
  readonly operation: string;
  /** `skipped`: the terrain can't be set up here. */
  readonly end: End | "skipped";
  /** The first line of the error; "" if the operation succeeded. */
  readonly message: string;
  readonly violations: readonly string[];
}

export interface Pair {
  readonly terrain: Terrain;
  readonly operation: Operation;
}

/** Every pair of a terrain and an operation. */
export const PAIRS: readonly Pair[] = TERRAINS.flatMap((terrain) =>
  OPERATIONS.filter(({ name }) => terrain.only?.includes(name) ?? true).map((operation) => ({
    terrain,
    operation,
  })),
);

function scenarioOf({ terrain, operation }: Pair): Scenario {
  const managed = operation.managed ? { labels: { region: "eu" } } : undefined;
  const first = terrain.first === undefined ? BASE.first : { ...terrain.first };
  return { ...BASE, name: operation.name, first: first, managed, options: undefined };
}

export async function play(pair: Pair): Promise<Cell> {
  const { terrain, operation } = pair;
  const named = { terrain: terrain.name, operation: operation.name };
  return World.use(scenarioOf(pair), async (world) => {
    if (!(await isSetUp(world, terrain))) return { ...named, end: "skipped", message: "", violations: [] };
    const before = observe(world);
    const outcome = await operate(world, pair);
    await world.runOut();
    const { end, violations } = judge(world, before, outcome, operation, terrain);
    const first = outcome.kind === "failed" ? firstLine(outcome.error.message) : "";
    const message = first.replaceAll(world.machine.root, "");
    const after = end === "refused" ? await remedied(world, pair) : [];
    return {
      ...named,
      end: after.length > 0 ? "violation" : end,
      message,
      violations: [...violations, ...after],
    };
  });
}

/** @returns false if the terrain can't be set up here */
const isSetUp = (world: World, terrain: Terrain): Promise<boolean> =>
  world.setUp(terrain).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Unavailable) return false;
      throw error;
    },
  );

const operate = (world: World, { terrain, operation }: Pair): Promise<Outcome> =>
  world.perform(world.client, (context) => operation.run(world, context, terrain.socketless === true));

/** Verifies the remedy: once it is done, the operation succeeds. */
async function remedied(world: World, pair: Pair): Promise<readonly string[]> {
  const waits = world.clock.wait();
  await pair.terrain.refusal?.fix(world);
  waits();
  const before = observe(world);
  const client = await world.newClient();
  const outcome = await world.perform(client, (context) =>
    pair.operation.run(world, context, pair.terrain.socketless === true),
  );
  await world.runOut();
  const { name, group, promise } = pair.terrain;
  const healthy: Terrain = { name, group, promise, mayStart: true, setUp: () => undefined };
  const verdict = judge(world, before, outcome, pair.operation, healthy);
  return verdict.violations.map((line) => `after the remedy: ${line}`);
}

async function playSafely(pair: Pair): Promise<Cell> {
  try {
    const cell = await play(pair);
    // A simulated network has no delays of its own: the machine that runs the simulator was too slow.
    return cell.message.startsWith("ConnectionError") ? await play(pair) : cell;
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return {
      terrain: pair.terrain.name,
      operation: pair.operation.name,
      end: "violation",
      message: "",
      violations: [`the simulator failed: ${what}`],
    };
  }
}

async function main(): Promise<void> {
  const [from = 0, count = PAIRS.length] = process.argv.slice(2).map(Number);
  const wanted = process.env.MATRIX ?? "";
  takeTime();
  StubPrograms.use();
  for (const pair of PAIRS.slice(from, from + count)) {
    if (![pair.terrain.name, pair.operation.name].some((name) => name.includes(wanted))) continue;
    process.stdout.write(`${JSON.stringify(await playSafely(pair))}\n`);
  }
  StubPrograms.leave();
}

if (require.main === module) void main();
