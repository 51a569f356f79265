import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../../provider/core/json";
import { type ObservedEngine, observedEngine } from "../../../provider/core/observed/engine";
import { repository, type SandboxHost } from "../sandbox";

/** The verdict of a real dockerd on a daemon.json. */
export interface EngineVerdict {
  readonly taken: boolean;
  /** Its message, without the parts that differ from run to run. */
  readonly said: string;
}

const SCRIPT = readFileSync(join(__dirname, "trial.sh")).toString("base64");

/** Passes files to trial.sh on a host. @returns the raw answers, in the order of the files */
function run(
  host: SandboxHost,
  mode: "check" | "start",
  files: readonly JsonObject[],
): Promise<TrialAnswer[]> {
  const lines = files.map((file, at) => `${at} ${Buffer.from(JSON.stringify(file)).toString("base64")}\n`);
  const command = `t=$(mktemp) && printf %s ${SCRIPT} | base64 -d >"$t" && sh "$t" ${mode}; rc=$?; rm -f "$t"; exit $rc`;
  return new Promise((resolve, reject) => {
    const child = spawn(join(repository, "tests/sandbox/sandbox"), ["shell", host.name, command]);
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code !== 0) reject(new Error(`trial on ${host.name}: ${code}: ${Buffer.concat(err).toString()}`));
      else resolve(Buffer.concat(out).toString().trim().split("\n").map(answerOf));
    });
    child.stdin.end(lines.join(""));
  });
}

interface TrialAnswer {
  readonly status: number;
  readonly text: string;
}

function answerOf(line: string): TrialAnswer {
  const [, status = "", text = ""] = line.split(" ");
  return { status: Number(status), text: Buffer.from(text, "base64").toString() };
}

/**
 * The message of an engine without --validate that accepted the file: its data root can't be created, or is set twice.
 */
const TAKEN =
  /full path to root|specified both as a flag and in the configuration file: (data-root|exec-root|pidfile|graph)\b/;

/** Validates files with a host's engine, without starting it. */
export async function checkOnEngine(
  host: SandboxHost,
  files: readonly JsonObject[],
): Promise<readonly EngineVerdict[]> {
  // The old name of the data root overrides the flag that keeps an engine without --validate from starting.
  const harmless = files.map((file) => ("graph" in file ? { ...file, graph: "/dev/null/x" } : file));
  const answers = await run(host, "check", harmless);
  return answers.map(({ status, text }) => ({ taken: status === 0 || TAKEN.test(text), said: plain(text) }));
}

/** Returns the last line, without its time, folder and other numbers that change. */
function plain(text: string): string {
  const last = text.trim().split("\n").at(-1) ?? "";
  return last
    .replace(/\/\S*engine-trial\.\w+/g, "@WORK@")
    .replace(/^time="?[^" ]*"? /, "")
    .replace(
      /^(unable to configure the Docker daemon with file|failed to start daemon:) @WORK@\/daemon.json: /,
      "",
    )
    .trim();
}

/** Settings that keep a trial engine apart from the host's own; `@WORK@` is its own folder. */
export const APART: JsonObject = {
  "data-root": "@WORK@/data",
  "exec-root": "@WORK@/run/exec",
  pidfile: "@WORK@/run/docker.pid",
  hosts: ["unix://@WORK@/run/docker.sock"],
  "containerd-namespace": "trial",
};

/** The engine that ran with a file, as its API reported it, or its message before it ended. */
export type TrialRun = { readonly engine: ObservedEngine } | { readonly said: string };

/** Starts a host's engine once for each file, beside the running one, with the settings that keep them apart. */
export async function startOnEngine(
  host: SandboxHost,
  files: readonly JsonObject[],
): Promise<readonly TrialRun[]> {
  const answers = await run(
    host,
    "start",
    files.map((file) => ({ ...file, ...APART })),
  );
  return answers.map(({ status, text }): TrialRun => {
    if (status !== 0) return { said: plain(text) };
    const [version = null, info = null, bridge = null] = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Json);
    return { engine: observedEngine(version, info, bridge) };
  });
}
