// Runs the scenarios that real hosts run, too. Prints one line of JSON for each.
import { StubPrograms } from "../support/machine/stub-programs";
import { type Agreed, AGREED, nameOf } from "../support/agreed";
import { takeTime } from "./client";
import { endOf, newSet } from "./run";
import { BASE, NEW_WORD, type Scenario } from "./scenarios";
import { World } from "./world";

const NEW = { labels: { region: "us" } };
const OPTIONS = {
  reload: NEW,
  restart: { ...NEW, logDriver: "local" },
  rebind: { ...NEW, hosts: ["fd://", "unix:///run/other.sock"] },
  refused: NEW,
};

/** Seconds for which a lost connection stays away: longer than `apply.confirmTimeout`. */
const AWAY = 100;

function scenarioOf({ operation, change }: Agreed): Scenario {
  const declared = OPTIONS[change];
  return {
    ...BASE,
    name: operation,
    managed: { create: undefined, update: { labels: { region: "eu" } }, remove: declared }[operation],
    options: operation === "remove" ? undefined : declared,
  };
}

function strikeAt(world: World, { strike, change }: Agreed): void {
  const { link } = world.client;
  switch (strike) {
    case "client killed":
      world.client.kill();
      break;
    case "connection lost":
      link.stall(true, "the network is away");
      world.clock.after(AWAY, () => link.stall(false, "the network is away"));
      break;
    case "script killed":
      for (const run of world.machine.runs.all) world.machine.runs.kill(run);
      break;
    case "power cut":
      void world.powerCut();
      break;
    case "engine dies":
      world.machine.engine.failureModes.set(NEW_WORD, "dies");
      break;
    case "nothing":
      if (change === "refused") world.machine.engine.failureModes.set(NEW_WORD, "refuses");
  }
}

async function play(agreed: Agreed): Promise<string> {
  const scenario = scenarioOf(agreed);
  const target = await newSet(scenario);
  return World.use(scenario, async (world) => {
    const before = world.set;
    if (agreed.step === "") strikeAt(world, agreed);
    else
      world.onStep.push((_at, name) => {
        if (name === agreed.step) strikeAt(world, agreed);
      });
    await world.operate(world.client, world.before, scenario.options);
    await world.runOut();
    const sets = [["before", before] as const, ["after", target] as const];
    return endOf(world, new Map(sets));
  });
}

async function main(): Promise<void> {
  takeTime();
  StubPrograms.use();
  for (const agreed of AGREED) {
    const end = await play(agreed).catch((error: unknown) => `the simulator failed: ${String(error)}`);
    process.stdout.write(`${JSON.stringify({ name: nameOf(agreed), end })}\n`);
  }
  StubPrograms.leave();
}

void main();
