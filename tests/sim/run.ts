import type { JsonObject } from "../../provider/core/json";
import type { Client } from "./client";
import { DAEMON_JSON } from "../support/machine/machine";
import { LITTER } from "../support/litter";
import { type SimulatedFault, FAULTS, HAND, NONE, SECOND_CLIENT } from "./faults";
import { Random } from "../support/random";
import { type Scenario, SCENARIOS } from "./scenarios";
import type { Terrain } from "./terrain";
import { drawRelease, drawTerrain } from "./terrain/drawn";
import { type Outcome, World } from "./world";

/** The result of one seed. */
export interface SeedResult {
  readonly seed: number;
  readonly scenario: string;
  /** The condition of the host; "healthy" for none. */
  readonly terrain: string;
  /** The faults that struck. */
  readonly struck: readonly string[];
  readonly outcome: string;
  /** The state in which the host ended. */
  readonly end: string;
  /** Violated promises. */
  readonly violations: readonly string[];
  /** Why it was retried: a failure of the simulator, not of the host. */
  readonly failedBefore?: string;
}

type Set = World["set"];

/** Faults under which a host can't end a transaction until they are fixed. */
const HOPELESS = ["disk read-only", "disk full", "program fails for good"];

const hopeless = (world: World): boolean => [...world.struck].some((kind) => HOPELESS.includes(kind));

const withoutFolderMark = (set: Set): Set =>
  Object.fromEntries(Object.entries(set).filter(([path]) => !path.includes("/first/no-directory")));

const tidied = (set: Set): Set =>
  Object.fromEntries(Object.entries(set).filter(([path]) => !LITTER.test(path)));

const same = (one: Set, other: Set): boolean => differences(one, other).length === 0;

function differences(one: Set, other: Set): string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return names
    .filter((name) => one[name] !== other[name])
    .map((name) => `${name}: ${shown(one[name])} in place of ${shown(other[name])}`);
}

function shown(facts: string | undefined): string {
  if (facts === undefined) return "nothing";
  const [mode = "", uid = "", gid = "", content] = facts.split(" ");
  if (content === undefined || !/^\d+$/.test(uid)) return facts;
  const text = facts.includes("{") ? content : Buffer.from(content, "base64").toString();
  return `${mode} ${uid} ${gid} ${JSON.stringify(text.slice(0, 200))}`;
}

const expected = new Map<string, Promise<Set>>();

/** Returns the state of a host after an operation without a fault. */
export function newSet(scenario: Scenario, terrain?: Terrain): Promise<Set> {
  const key = JSON.stringify([scenario, terrain?.name]);
  const known = expected.get(key) ?? withoutFault(scenario, terrain);
  expected.set(key, known);
  return known;
}

const withoutFault = (scenario: Scenario, terrain?: Terrain): Promise<Set> =>
  World.use(scenario, async (world) => {
    await world.setUp(terrain);
    const outcome = await world.operate(world.client, world.before, scenario.options);
    if (outcome.kind === "done" || scenario.impossible) return world.set;
    const why = outcome.kind === "failed" ? outcome.error.message : outcome.kind;
    throw new Error(`${scenario.name} on "${terrain?.name ?? "healthy"}" fails without any fault: ${why}`);
  });

/** Draws the faults of a seed: mostly one, now and then none or two. */
function faultsOf(
  random: Random,
  scenario: Scenario,
): { faults: readonly SimulatedFault[]; second: boolean } {
  const mayHaveRival = scenario.options !== undefined && !scenario.impossible && !scenario.isThere;
  const second = mayHaveRival && random.chance(0.06);
  const none = random.chance(0.02);
  const first = random.pick(FAULTS);
  const other = random.pick(FAULTS);
  if (none || second) return { faults: [], second };
  return { faults: random.chance(0.3) && other !== first ? [first, other] : [first], second };
}

/** Runs one seed: an operation under faults, the host's reaction, and the next run. */
export async function play(seed: number): Promise<SeedResult> {
  const random = new Random(seed);
  const drawn = random.pick(SCENARIOS);
  const { faults, second } = faultsOf(random, drawn);
  const terrain = drawTerrain(seed, drawn);
  const scenario: Scenario = terrain?.refusal === undefined ? drawn : { ...drawn, impossible: true };
  const target = await newSet(scenario, terrain);
  const rival = second ? rivalOf(scenario) : undefined;
  const rivalSet = rival === undefined ? undefined : await newSet(rival, terrain);
  return World.use(scenario, async (world) => {
    const violations: string[] = [];
    world.machine.systemd.release = drawRelease(seed);
    await world.setUp(terrain);
    const before = world.set;
    const { pid } = world.machine.engine;
    for (const fault of faults) fault.arm(world, random);
    const disturbed = rival === undefined ? undefined : await armRival(world, rival, random);
    const outcome = await world.operate(world.client, world.before, scenario.options);
    const rivalOutcome = await disturbed?.();
    await world.runOut();
    if (process.env.SIM_SEED !== undefined) console.error(world.machine.called.join("\n"), outcome);
    const sets = new Map<string, Set>([
      ["before", before],
      ["new", target],
      ...(rivalSet === undefined ? [] : [["rival", rivalSet] as const]),
    ]);
    const end = endOf(world, sets);
    violations.push(...wrongEnd(world, end, sets), ...wrongReport(world, outcome, rivalOutcome, end));
    violations.push(...restarted(world, end, pid));
    for (const call of world.heal) call();
    disarm(world);
    violations.push(...(await converge(world, outcome, before, target)));
    return {
      seed,
      scenario: scenario.name,
      terrain: terrain?.name ?? "healthy",
      struck: [
        ...world.struck,
        ...(second ? [SECOND_CLIENT] : []),
        ...(faults.length === 0 && !second ? [NONE] : []),
      ],
      outcome: outcome.kind === "failed" ? `${outcome.kind}: ${outcome.hostState}` : outcome.kind,
      end,
      violations,
    };
  });
}

function disarm(world: World): void {
  world.onCall.length = 0;
  world.onStep.length = 0;
  world.machine.systemd.transient.lingers = 0;
}

function rivalOf(scenario: Scenario): Scenario {
  return { ...scenario, options: { ...scenario.options, labels: { region: "us", who: "second" } } };
}

/** Arms a second client, which starts while the first one runs. */
async function armRival(
  world: World,
  rival: Scenario,
  random: Random,
): Promise<() => Promise<Outcome | undefined>> {
  const client = await world.newClient();
  const step = random.below(12);
  let rivalOutcome: Promise<Outcome> | undefined;
  world.onStep.push((at) => {
    if (at === step) rivalOutcome ??= begin(world, client, rival.options);
  });
  return async () => rivalOutcome;
}

const begin = (world: World, client: Client, options: JsonObject | undefined): Promise<Outcome> =>
  world.operate(client, world.before, options);

export function endOf(world: World, sets: ReadonlyMap<string, Set>): string {
  const { set } = world;
  for (const [name, one] of sets) if (same(set, one)) return name;
  for (const [name, one] of sets) if (same(tidied(set), tidied(one))) return `${name}, littered`;
  return "another";
}

/**
 * Returns the provider's units that systemd still has loaded. A unit that failed because its script was killed may
 * stay: it does not hold the lock.
 */
function leftUnits(world: World): readonly string[] {
  const { transient } = world.machine.systemd;
  const mayFail = hopeless(world) || [...world.struck].some((kind) => littering.has(kind));
  return transient.names.filter((name) => {
    const states = [transient.stateOf(`${name}.timer`), transient.stateOf(`${name}.service`)];
    return states.includes("active") || !(mayFail && states.includes("failed"));
  });
}

const littering = new Set(FAULTS.filter(({ litters }) => litters === true).map(({ kind }) => kind));

function wrongEnd(world: World, end: string, sets: ReadonlyMap<string, Set>): string[] {
  const struck = [...world.struck];
  if (hopeless(world)) return [];
  if (world.struck.has("hand edit")) return handEdited(world);
  const left = leftUnits(world).map((name) => `a lock or watchdog is left: ${name}`);
  // Whether the engine starts at a boot depends on the host.
  if (!world.scenario.running && struck.some((kind) => kind.startsWith("power cut"))) return left;
  if (end.endsWith(", littered") && struck.some((kind) => littering.has(kind))) return left;
  if (sets.has(end)) return left;
  const [first = "", ...others] = [...sets].map(
    ([name, set]) => `not ${name}: ${differences(world.set, set).join("; ")}`,
  );
  return [...left, first, ...others];
}

/** Returns whether the engine fails with every file without the new label, and so with an administrator's file, too. */
const failsWithEveryEdit = ({ scenario, struck }: World): boolean =>
  scenario.options === undefined && [...struck].some((kind) => kind.startsWith("engine "));

/**
 * Judges a host whose daemon.json an administrator edited: the file can be the edited or the new one, but the engine
 * runs and the lock is free.
 */
function handEdited(world: World): string[] {
  const { engine, disk } = world.machine;
  if (world.editedInTime && !(disk.find(DAEMON_JSON) ?? "").includes(HAND))
    return ["an edit of daemon.json during the change is lost"];
  // A stopped engine runs if a change was confirmed before the edit.
  const mayRun = world.scenario.running || !world.editedInTime;
  const hasOriginalState = engine.running ? mayRun : !world.scenario.running;
  if (!hasOriginalState && !world.isNew && !failsWithEveryEdit(world))
    return ["the engine is not in its original state"];
  return leftUnits(world).map((name) => `a lock or watchdog is left: ${name}`);
}

/** Faults that do not affect an engine that was only reloaded. */
const LEAVE_ENGINE = [
  ...["cut up", "cut down", "client killed", "client sleeps", "script killed", "network away", "clock jumps"],
  ...["rename fails", "fsync fails", "engine refuses", "engine silent"],
];

/** Returns a violation if the rollback of a reload restarted the engine. */
function restarted(world: World, end: string, pid: number): string[] {
  const harmless = [...world.struck].every((kind) => LEAVE_ENGINE.includes(kind));
  if (world.scenario.name !== "update by reload" || !harmless || !end.startsWith("before")) return [];
  return world.machine.engine.pid === pid ? [] : ["the rollback of a reload restarted the engine"];
}

/** Compares the client's report with the host's state. */
function wrongReport(
  world: World,
  outcome: Outcome,
  rivalOutcome: Outcome | undefined,
  end: string,
): string[] {
  if (hopeless(world) || world.struck.has("hand edit")) return [];
  const is = end.split(",")[0] ?? "";
  // Whether a stopped engine starts at a boot depends on the host.
  if (
    end === "another" &&
    !world.scenario.running &&
    [...world.struck].some((kind) => kind.startsWith("power cut"))
  )
    return [];
  const rivalWon =
    rivalOutcome?.kind === "done" ||
    (rivalOutcome?.kind === "failed" && /changed|unknown/.test(rivalOutcome.hostState));
  if (outcome.kind === "done" && is !== "new" && !rivalWon)
    return [`it reported success, but the host ends as ${end}`];
  if (
    outcome.kind === "failed" &&
    /untouched|restored/.test(outcome.hostState) &&
    is !== "before" &&
    !rivalWon
  ) {
    return [`it reported ${outcome.hostState} (${outcome.error.message}), but the host ends as ${end}`];
  }
  if (outcome.kind === "failed" && outcome.hostState === "none")
    return [`an error of an unexpected type: ${String(outcome.error.stack)}`];
  return [];
}

/** Runs the operation again without faults: it has to apply the new configuration. */
async function converge(world: World, outcome: Outcome, before: Set, target: Set): Promise<string[]> {
  const client = await world.newClient();
  const { scenario } = world;
  const again = (): Promise<Outcome> => world.operate(client, stateAfter(world, outcome), scenario.options);
  let next = same(world.set, target) ? outcome : await again();
  if (next.kind === "failed" && hopeless(world) && next.error.message.startsWith("LockedError")) {
    // The host still retries what failed on its disk. It ends at the next try, and then, as the error says, a run succeeds.
    await world.runOut();
    next = await again();
  }
  if (
    next.kind === "failed" &&
    world.struck.has("hand edit") &&
    next.error.message.includes("has not loaded yet")
  ) {
    // The administrator's edit is not loaded yet: the administrator restarts the engine, as the error says.
    world.machine.startEngine();
    next = await again();
  }
  await world.runOut();
  const { set } = world;
  const left = leftUnits(world).map((name) => `after the next run is left: ${name}`);
  if (scenario.impossible === true) {
    if (world.struck.has("hand edit")) return left;
    return same(set, before) ? left : [...left, `the next run left ${differences(set, before).join("; ")}`];
  }
  if (next.kind === "failed" && next !== outcome)
    return [...left, `the next run failed: ${next.error.message}`];
  // A folder of daemon.json that an earlier run created and could not remove is an existing one for the next run.
  if (hopeless(world) && same(withoutFolderMark(set), withoutFolderMark(target))) return left;
  // After a power cut, a released host may keep an empty state folder.
  const litters = [...world.struck].some((kind) => littering.has(kind));
  if (scenario.options === undefined && litters && same(tidied(set), tidied(target))) return left;
  if (
    same(set, target) ||
    (world.struck.has("hand edit") && left.length === 0 && world.isNew === (scenario.options !== undefined))
  )
    return left;
  return [...left, `the next run made ${differences(set, target).join("; ")}`];
}

/** Returns Pulumi's state for the next run: a refresh, or the failed run, recorded where the host differs. */
function stateAfter(world: World, outcome: Outcome): JsonObject | undefined {
  const drift = { host: "UNKNOWN after a run that failed" };
  if (outcome.kind === "done") return { ...outcome.outputs, drift };
  const partial = outcome.kind === "failed" && /changed|unknown/.test(outcome.hostState);
  return partial ? { ...(world.before ?? world.inputs(world.scenario.options ?? {})), drift } : world.before;
}
