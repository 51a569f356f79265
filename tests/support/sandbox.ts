import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { onHost, repository, type SandboxHost } from "./on-host";

export { stateOf } from "./host-state";
export { IMAGE, onHost, repository, sandbox, type SandboxHost } from "./on-host";

const inventoryFile = process.env.TESTS_INVENTORY;
const hosts =
  inventoryFile === undefined
    ? []
    : (JSON.parse(readFileSync(inventoryFile, "utf8")) as { hosts: SandboxHost[] }).hosts;

/** Returns a host by name. Each test file has its own hosts, so that files may run in parallel. */
export function sandboxHost(name: string): SandboxHost {
  const host = hosts.find((candidate) => candidate.name === name);
  if (host === undefined) throw new Error(`no host ${name} in the sandbox`);
  return host;
}

/** Describes tests that need real hosts. Without hosts, a single skipped test gives the reason. */
export function describeOnHosts(name: string, tests: () => void): void {
  const reason = process.env.TESTS_NO_HOSTS ?? "run them by tools/test";
  if (hosts.length > 0) describe(name, tests);
  else describe(name, () => test.skip(`skipped: ${reason}`, () => undefined));
}

/** Returns the labels that the engine's API reports, sorted. */
export async function labelsOf(host: SandboxHost): Promise<string[]> {
  const labels = JSON.parse(await onHost(host, "docker info --format '{{json .Labels}}'")) as string[] | null;
  return (labels ?? []).sort();
}

/** The environment of the Pulumi CLI: offline, with state, plugins and secrets in one folder. */
export function pulumiEnvironment(folder: string): Record<string, string> {
  return {
    ...(parseEnv(readFileSync(join(repository, "tools/pulumi/offline.env"), "utf8")) as Record<
      string,
      string
    >),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
  };
}

/** Creates a folder with a user's project: its files, and links to the packages of this repository. */
export function projectFolder(files: Readonly<Record<string, string>>): {
  folder: string;
  remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-dockerd-"));
  symlinkSync(join(repository, "node_modules"), join(folder, "node_modules"));
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Runs the Pulumi CLI in a project. @returns its exit code and its output */
export function pulumi(
  folder: string,
  words: readonly string[],
  input = "",
  environment: Readonly<Record<string, string>> = {},
): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      "pulumi",
      ["--non-interactive", "--color=never", ...words],
      {
        cwd: folder,
        env: { ...process.env, ...pulumiEnvironment(folder), ...environment },
        maxBuffer: 64 * 1024 * 1024,
      },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ code, text: stdout + stderr });
      },
    );
    child.stdin?.end(input);
  });
}

export const privateKeyOf = (host: SandboxHost): string => readFileSync(host.privateKeyFile, "utf8");
