import { execFile } from "node:child_process";
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

/** Creates the image busybox:test from static busybox, without a registry; its only program is /bin/sleep. */
export const IMAGE =
  "docker image inspect busybox:test >/dev/null 2>&1 || { d=$(mktemp -d); mkdir $d/bin; cp $(command -v busybox) $d/bin/sleep; tar -C $d -c . | docker import - busybox:test >/dev/null; rm -r $d; }";
