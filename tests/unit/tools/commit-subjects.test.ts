import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { longSubjects } from "../../../tools/commit-subjects";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "commit-subjects-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const git = (...words: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=T", "-c", "user.email=t@example.com", ...words], {
    cwd: folder,
    encoding: "utf8",
  });
const commit = (subject: string): string => git("commit", "--quiet", "--allow-empty", "-m", subject);

const fits = `Fit ${"ä".repeat(68)}`;
const long = `${fits}x`;

test("subjects over 72 characters are found on a branch, but not on main", () => {
  git("init", "--quiet", "--initial-branch=main");
  commit(long);
  expect(longSubjects(folder)).toEqual([]);
  git("checkout", "--quiet", "-b", "topic");
  commit(fits);
  expect(longSubjects(folder)).toEqual([]);
  commit(long);
  expect(longSubjects(folder)).toEqual([expect.stringMatching(new RegExp(`^[0-9a-f]+ ${long}$`))]);
});

test("a repository without a main branch has no findings", () => {
  git("init", "--quiet", "--initial-branch=topic");
  commit(long);
  expect(longSubjects(folder)).toEqual([]);
});

test("a folder outside of a repository has no findings", () => {
  expect(longSubjects(folder)).toEqual([]);
});
