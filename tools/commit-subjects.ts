import { spawnSync } from "node:child_process";

const LONGEST = 72;

/** Branches whose commits are published: their subjects can't be changed any more. */
const MAIN = ["main", "origin/main"];

/** Runs git in a folder. Returns its output; undefined if it fails, as outside of a repository. */
function git(folder: string, ...words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", words, { cwd: folder, encoding: "utf8" });
  return status === 0 ? stdout : undefined;
}

/** Returns the commits with too long subjects that aren't on the main branch yet; none outside of a repository. */
export function longSubjects(folder: string): readonly string[] {
  const known = MAIN.filter((name) => git(folder, "rev-parse", "--verify", "--quiet", name) !== undefined);
  if (known.length === 0) return [];
  const log = git(folder, "log", "--no-merges", "--format=%h %s", "HEAD", "--not", ...known, "--") ?? "";
  return log.split("\n").filter((line) => line.replace(/^\S* /, "").length > LONGEST);
}

if (require.main === module) {
  const found = longSubjects(process.cwd());
  for (const line of found) console.error(`commit subject longer than ${LONGEST} characters: ${line}`);
  if (found.length > 0) process.exitCode = 1;
}
