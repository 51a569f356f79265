import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { projectFolder, pulumi, pulumiEnvironment } from "../sandbox";
import type { Moment } from "./killable";
import type { OperationResult, PulumiCall } from "./operation";

const PROJECT = "faults";
const STACK = "test";
const NAME = "engine";

/** The URN that Pulumi gives the resource that `createUntilKilled` declares. */
export const URN_OF_CLI = `urn:pulumi:${STACK}::${PROJECT}::pulumi-nodejs:dynamic/dockerd:Daemon::${NAME}`;

const PROGRAM = `import * as dockerd from "pulumi-dockerd";
import inputs from "./inputs.json";
const { connection, options, apply, timeouts } = inputs;
new dockerd.Daemon("${NAME}", { connection, options, apply, timeouts } as dockerd.DaemonArgs);
`;

/**
 * Runs a create by `pulumi up`, and sends SIGKILL to the CLI, its provider and all their children at a moment.
 *
 * @returns its result; undefined if it was killed first
 */
export async function createUntilKilled(
  { inputs }: PulumiCall,
  moment: Moment,
): Promise<OperationResult | undefined> {
  const project = projectFolder({
    "Pulumi.yaml": `name: ${PROJECT}\nruntime: nodejs\n`,
    "package.json": JSON.stringify({ name: PROJECT, main: "index.ts" }),
    "inputs.json": JSON.stringify(inputs),
    "index.ts": PROGRAM,
  });
  try {
    const { code, text } = await pulumi(project.folder, ["stack", "init", STACK]);
    if (code !== 0) throw new Error(`pulumi stack init: ${text}`);
    return await upUntilKilled(project.folder, moment);
  } finally {
    project.remove();
  }
}

/**
 * Runs `pulumi up` in a project, and sends SIGKILL to it and all its children some time after it reports a step.
 *
 * @returns its result; undefined if it was killed first
 */
export async function upUntilKilled(
  folder: string,
  { step, delay }: Moment,
): Promise<OperationResult | undefined> {
  const child = spawn("pulumi", ["up", "--yes", "--skip-preview", "--non-interactive", "--color=never"], {
    cwd: folder,
    env: { ...process.env, ...pulumiEnvironment(folder) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let killed: Promise<void> | undefined;
  const hear = (chunk: Buffer): void => {
    output += chunk.toString();
    if (output.includes(step)) killed ??= sleep(delay).then(() => killAll(folder));
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (...how) => resolve(how));
  });
  await killed;
  if (signal === "SIGKILL") return undefined;
  return code === 0 ? { outputs: {} } : { outputs: {}, error: output };
}

function killAll(folder: string): void {
  for (const pid of startedFor(folder)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      // It has ended in the meantime.
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  }
}

/** The processes whose environment names the project's folder: CLI, language host, program and provider. */
function startedFor(folder: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").includes(`PULUMI_HOME=${folder}/home`);
      } catch (error) {
        // It has ended in the meantime.
        if (["ENOENT", "ESRCH", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
        throw error;
      }
    })
    .map(Number);
}
