import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { AGREED, nameOf } from "../support/agreed";
import { FAULTS } from "../support/faults/faults";
import { Random } from "../support/random";
import { runFault, type RunReport } from "../support/faults/run";
import { sandbox, type SandboxHost } from "../support/on-host";
import { runAgreed, TooLate } from "./agreed";
import { type CampaignRun, writeEvidence } from "./evidence";
import { playOnHosts, REAL_PAIRS } from "./on-terrains";

const runs = Number(process.env.FAULTS_RUNS ?? 200);
const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);
const conditionsWith = process.env.FAULTS_CONDITIONS ?? "";
const only = process.env.FAULTS_ONLY?.split(",");
const log = process.env.FAULTS_LOG;
const names = Object.keys(FAULTS).filter((name) => only?.includes(name) ?? true);

async function hostsNow(): Promise<readonly SandboxHost[]> {
  return (JSON.parse(await sandbox("inventory")) as { hosts: SandboxHost[] }).hosts;
}

/** A run that fails to execute counts as a violation. */
const failed = (error: unknown): RunReport => ({
  operation: "create",
  change: "reload",
  moment: { step: "", delay: 0 },
  foreignFile: false,
  end: "neither",
  error: undefined,
  violations: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
});

/** Derives the fault and the generation from the seed: each fault meets every generation in turn. */
function seeded(at: number): Work {
  const fault = faultAt(at);
  const run = (host: SandboxHost): Promise<RunReport> =>
    runFault(host, FAULTS[fault]!, new Random(seed + at));
  return { seed: seed + at, fault, run };
}

const faultAt = (at: number): string => names[Math.floor((seed + at) / 4) % names.length]!;

/** A run for one of the hosts. */
interface Work {
  readonly seed: number;
  readonly fault: string;
  readonly run: (host: SandboxHost) => Promise<RunReport>;
}

/** Recreates a host that differs from its original state. */
async function renew({ name, spec }: SandboxHost): Promise<SandboxHost> {
  await sandbox("down", name);
  await sandbox("up", `${name}=${spec}`);
  return (await hostsNow()).find((host) => host.name === name)!;
}

/** Runs work on the hosts in parallel; `next` gives each host its next run. */
async function doAll(
  hosts: readonly SandboxHost[],
  next: (host: SandboxHost) => Work | undefined,
  count: number,
): Promise<readonly CampaignRun[]> {
  const done: CampaignRun[] = [];
  const worker = async (first: SandboxHost): Promise<void> => {
    let host = first;
    for (let work = next(host); work !== undefined; work = next(host)) {
      const begun = Date.now();
      const report = await work.run(host).catch(async (error: unknown) => {
        if (!(error instanceof TooLate)) return failed(error);
        host = await renew(host);
        return work.run(host).catch(failed);
      });
      const { seed: itsSeed, fault } = work;
      const run = {
        seed: itsSeed,
        fault,
        generation: host.spec,
        seconds: (Date.now() - begun) / 1000,
        ...report,
      };
      done.push(run);
      if (log !== undefined) appendFileSync(log, `${JSON.stringify(run)}\n`);
      const result = run.violations.length === 0 ? run.end : `VIOLATION\n${run.violations.join("\n")}`;
      console.log(
        `${done.length}/${count} seed ${run.seed} ${run.generation} ${run.fault} ${run.operation} ${run.change} at ${run.moment.step}+${run.moment.delay}: ${result} (${run.seconds.toFixed(0)} s)`,
      );
      if (run.violations.length > 0) host = await renew(host);
    }
  };
  await Promise.all(hosts.map(worker));
  return done;
}

async function main(): Promise<void> {
  const hosts = await hostsNow();
  const generations = [...new Set(hosts.map(({ spec }) => spec))].sort();
  const queues = generations.map((_, place) =>
    Array.from({ length: runs }, (_, at) => at).filter((at) => (seed + at) % generations.length === place),
  );
  const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
  console.log(`faults on hosts: ${runs} runs, seed ${seed}, ${hosts.length} hosts, ${names.length} kinds`);
  const conditions = await playOnHosts(
    hosts,
    REAL_PAIRS.filter(([terrain]) => terrain.includes(conditionsWith)),
    ({ generation, terrain, operation, end, violation }) =>
      console.log(
        `${generation} | ${terrain} | ${operation} | ${end}${violation && `\n  VIOLATION ${violation}`}`,
      ),
    renew,
  );
  const scenarios = [...AGREED];
  const agreed = await doAll(
    await hostsNow(),
    () => {
      const one = scenarios.shift();
      return one && { seed: 0, fault: nameOf(one), run: (host) => runAgreed(host, one) };
    },
    AGREED.length,
  );
  const done = await doAll(
    await hostsNow(),
    (host) => {
      const at = queues[generations.indexOf(host.spec)]?.shift();
      return at === undefined ? undefined : seeded(at);
    },
    runs,
  );
  writeEvidence({
    seed,
    commit,
    date: new Date().toISOString().slice(0, 10),
    runs: done,
    agreed,
    conditions,
  });
  const broken =
    [...agreed, ...done].filter(({ violations }) => violations.length > 0).length +
    conditions.filter(({ violation }) => violation !== "").length;
  console.log(
    `faults on hosts: ${conditions.length} operations on conditions, ${agreed.length} agreed scenarios, ${done.length} runs, ${broken} violations`,
  );
  process.exitCode = broken === 0 ? 0 : 1;
}

void main();
