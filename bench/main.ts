import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import * as prettier from "prettier";
import { clientFigures } from "./client";
import { type BenchHost, hostsIn } from "./hosts";
import type { Measurement, Sample } from "./measurement";
import { changes } from "./measurements/changes";
import { noOp } from "./measurements/no-op";
import { connectRaw, execute, hangUp } from "./raw";
import { hostReport, type Report, reportText } from "./report";

const ALL: readonly Measurement[] = [noOp, changes];

const ROOT = join(__dirname, "..");
const JSON_FILE = join(ROOT, "docs/evidence/bench.json");
const PAGE = join(ROOT, "docs/benchmarks.md");

/** Runs all measurements on one host, once. */
async function roundOn(host: BenchHost, round: number, all: readonly Measurement[]): Promise<Sample> {
  const samples: Sample[] = [];
  for (const measurement of all) samples.push(await measurement.round(host, round));
  return Object.assign({}, ...samples) as Sample;
}

/** Runs the rounds of all hosts, some of them in parallel; round by round, so that a busy minute affects all hosts. */
async function measure(
  hosts: readonly BenchHost[],
  all: readonly Measurement[],
  rounds: number,
  parallel: number,
): Promise<Map<string, Sample[]>> {
  const samples = new Map(hosts.map(({ name }): [string, Sample[]] => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (let at = 0; at < hosts.length; at += parallel) {
      const group = hosts.slice(at, at + parallel);
      const taken = await Promise.all(group.map((host) => roundOn(host, round, all)));
      // The first round warms up: compiled code, caches.
      if (round > 0) group.forEach(({ name }, index) => samples.get(name)?.push(taken[index] ?? {}));
    }
    process.stderr.write(round === 0 ? "warmed up\n" : `round ${round} of ${rounds}\n`);
  }
  return samples;
}

async function versionsOf(host: BenchHost): Promise<string> {
  const client = await connectRaw(host, "root");
  const command =
    "docker version --format '{{.Server.Version}}'; systemctl --version | sed -n '1s/ (.*//p'; /usr/sbin/sshd -V 2>&1 | sed -n 's/^\\(OpenSSH_[^ ,]*\\).*/\\1/p'";
  const [engine = "", systemd = "", openssh = ""] = (await execute(client, command)).trim().split("\n");
  await hangUp(client);
  return `engine ${engine}, ${systemd}, ${openssh.replace("_", " ")}`;
}

const git = (...words: string[]): string =>
  execFileSync("git", words, { cwd: ROOT, encoding: "utf8" }).trim();
const load = (): number => Number((loadavg()[0] ?? NaN).toFixed(1));

async function write(report: Report): Promise<void> {
  const options = { ...(await prettier.resolveConfig(PAGE)), parser: "markdown" };
  const page = readFileSync(PAGE, "utf8");
  const marked = /(<!-- figures -->\n)[^]*(<!-- \/figures -->)/;
  if (!marked.test(page)) throw new Error(`${PAGE} has no place for figures`);
  const filled = page.replace(
    marked,
    (_all, begin: string, end: string) => `${begin}\n${reportText(report)}\n\n${end}`,
  );
  writeFileSync(PAGE, await prettier.format(filled, options));
  writeFileSync(JSON_FILE, await prettier.format(JSON.stringify(report), { ...options, parser: "json" }));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inventory: { type: "string" },
      rounds: { type: "string", default: "10" },
      parallel: { type: "string", default: "1" },
      /** The name of a measurement; all by default. */
      only: { type: "string" },
    },
  });
  if (values.inventory === undefined) throw new Error("--inventory FILE is missing");
  const [rounds, parallel] = [Number(values.rounds), Number(values.parallel)];
  const hosts = hostsIn(values.inventory);
  const all = ALL.filter(({ name }) => values.only === undefined || name === values.only);
  const before = load();
  const versions = await Promise.all(hosts.map(versionsOf));
  const samples = await measure(hosts, all, rounds, parallel);
  const ssh2 = JSON.parse(readFileSync(join(ROOT, "node_modules/ssh2/package.json"), "utf8")) as {
    version: string;
  };
  await write({
    date: new Date().toISOString().slice(0, 10),
    commit: git("describe", "--always", "--dirty"),
    machine: `${cpus().length} x ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    client: `Node ${process.versions.node}, ssh2 ${ssh2.version}`,
    load: [before, load()],
    parallel,
    rounds,
    onClient: await clientFigures(rounds),
    hosts: Object.fromEntries(
      hosts.map(({ name }, at) => [name, hostReport(versions[at] ?? "", samples.get(name) ?? [], all)]),
    ),
  });
}

void main();
