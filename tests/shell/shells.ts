import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A shell that a host's /bin/sh may be. */
export interface Shell {
  readonly name: string;
  /** The program's path; it is called `sh`. */
  readonly program: string;
  /** Folders with programs that go before the system's own. */
  readonly path: readonly string[];
}

const has = (program: string): boolean => spawnSync(program, ["--help"]).error === undefined;

const which = (program: string): string =>
  execFileSync("sh", ["-c", 'command -v "$1"', "sh", program], { encoding: "utf8" }).trim();

/** The shells that a host's /bin/sh may be. One that isn't installed is skipped: dash and busybox have packages. */
const NAMES = ["dash", "busybox", "bash"];

/** A folder with a program `sh`, which is some shell; of busybox with all its other programs. */
function install(name: string, folder: string): Shell {
  mkdirSync(folder);
  const program = which(name);
  const names =
    name === "busybox" ? execFileSync(program, ["--list"], { encoding: "utf8" }).trim().split("\n") : ["sh"];
  for (const applet of names) symlinkSync(program, join(folder, applet));
  // bash called sh is as on hosts whose sh is a link to it: under its own name it would read a .bashrc, too.
  return { name, program: join(folder, "sh"), path: name === "busybox" ? [folder] : [] };
}

/** A suite under every shell. */
export function underEveryShell(suite: (shell: Shell) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "shells-"));
  for (const name of NAMES) {
    if (has(name)) describe(`under ${name}`, () => suite(install(name, join(folder, name))));
    else describe.skip(`under ${name}`, () => suite({ name, program: name, path: [] }));
  }
  afterAll(() => rmSync(folder, { recursive: true }));
}
