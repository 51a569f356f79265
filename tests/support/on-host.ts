import { execFile, spawn } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

/** A real host of the sandbox. */
export interface SandboxHost {
  readonly name: string;
  /** The spec it was created from: `trixie`, `forky/engine29`. */
  readonly spec: string;
  readonly address: string;
  readonly hostKey: string;
  readonly hostKeyLine: string;
  readonly privateKeyFile: string;
  readonly init: "systemd" | "none";
}

export const repository = join(__dirname, "../..");

const run = promisify(execFile);
const MOST = 16 * 1024 * 1024;

/** Runs a command of the sandbox: `sandbox("net-cut", "h1")`. */
export async function sandbox(...words: readonly string[]): Promise<string> {
  const { stdout } = await run(join(repository, "tests/sandbox/sandbox"), words, { maxBuffer: MOST });
  return stdout.trim();
}

/** Runs a command on a host as root, bypassing the provider. */
export const onHost = (host: SandboxHost, command: string): Promise<string> =>
  sandbox("shell", host.name, command);

/** A command that waits on a host, logged in, until it is fired. */
export interface Armed {
  /** Runs it, and returns what it prints. */
  fire(): Promise<string>;
  /** Ends it without running it. */
  disarm(): void;
}

/** Prepares a command on a host that has to run at a moment: a login takes longer than some steps. */
export async function arm(host: SandboxHost, command: string): Promise<Armed> {
  const program = join(repository, "tests/sandbox/sandbox");
  const child = spawn(program, ["shell", host.name, `echo ready; read -r _ || exit 0; ${command}`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let printed = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.startsWith("ready\n")) resolve();
    });
    child.on("error", reject);
    child.on("close", () => reject(new Error(`${host.name} can't be logged in to: ${printed}`)));
  });
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
  await ready;
  return {
    fire: async () => {
      child.stdin.end("\n");
      await closed;
      return printed.slice("ready\n".length).trim();
    },
    disarm: () => child.stdin.end(),
  };
}

/** Creates the image busybox:test from static busybox, without a registry; its only program is /bin/sleep. */
export const IMAGE =
  "docker image inspect busybox:test >/dev/null 2>&1 || { d=$(mktemp -d); mkdir $d/bin; cp $(command -v busybox) $d/bin/sleep; tar -C $d -c . | docker import - busybox:test >/dev/null; rm -r $d; }";
