import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a program outside of the sandbox's network, which can't reach package registries. */
export async function runOutside(
  file: string,
  words: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv },
): Promise<string> {
  const network = process.env.TESTS_NETWORK;
  const [program, ...rest] =
    network === undefined ? [file, ...words] : ["nsenter", `--net=${network}`, "--", file, ...words];
  const { stdout } = await promisify(execFile)(program, rest, { ...options, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
