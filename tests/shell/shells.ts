import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A shell that may be a host's /bin/sh. */
export interface Shell {
  readonly name: string;
  /** The path of the program, which is called `sh`. */
  readonly program: string;
  /** Folders with programs, before the system's own in PATH. */
  readonly path: readonly string[];
}

const has = (program: string): boolean => spawnSync(program, ["--help"]).error === undefined;

const which = (program: string): string =>
  execFileSync("sh", ["-c", 'command -v "$1"', "sh", program], { encoding: "utf8" }).trim();

/** The shells that may be a host's /bin/sh. One that isn't installed is skipped: dash and busybox have packages. */
const NAMES = ["dash", "busybox", "bash"];

/** Creates a folder with a program `sh` that is the shell; for busybox, with all its other programs, too. */
function install(name: string, folder: string): Shell {
  mkdirSync(folder);
  const program = which(name);
  const names =
    name === "busybox" ? execFileSync(program, ["--list"], { encoding: "utf8" }).trim().split("\n") : ["sh"];
  for (const applet of names) symlinkSync(program, join(folder, applet));
  // bash is called sh, as on hosts whose sh is a link to it: under its own name it would read a .bashrc.
  return { name, program: join(folder, "sh"), path: name === "busybox" ? [folder] : [] };
}

/** Describes a suite for every shell. */
export function underEveryShell(suite: (shell: Shell) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "shells-"));
  for (const name of NAMES) {
    if (has(name)) describe(`under ${name}`, () => suite(install(name, join(folder, name))));
    else describe.skip(`under ${name}`, () => suite({ name, program: name, path: [] }));
  }
  afterAll(() => rmSync(folder, { recursive: true }));
}
