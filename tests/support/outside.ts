import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Runs a program where registries are in reach: the network of the tests' hosts leads nowhere else. */
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
