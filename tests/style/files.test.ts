import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const ROOT = join(__dirname, "../..");

/** Every file that is, or will be, in the repository. */
const FILES = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: ROOT,
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(join(ROOT, path)));
const text = (path: string): string => readFileSync(join(ROOT, path), "utf8");

test("file names are in kebab-case", () => {
  const code = FILES.filter((path) =>
    /^(provider|sdk|tools|tests|examples|bench)\/.*\.(ts|cjs|mjs|sh)$/.test(path),
  );
  expect(code.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(basename(path)))).toEqual([]);
});

test("no file has a marker for unfinished work", () => {
  const mark = new RegExp(["TO", "DO|FIX", "ME"].join(""));
  const code = FILES.filter((path) => /^(provider|sdk|tools|tests|examples|bench|docs)\//.test(path));
  expect(
    code.filter((path) => !/go\.(sum|mod)$|^tests\/cases\//.test(path) && mark.test(text(path))),
  ).toEqual([]);
});

test("every folder of unit tests mirrors a folder of the source", () => {
  const units = FILES.filter((path) => /^tests\/unit\/.*\/.*\.test\.ts$/.test(path));
  const source = (path: string): string => path.replace(/^tests\/unit\//, "").replace(/\/[^/]*$/, "");
  const folders = [...new Set(units.map(source))];
  const missing = folders.filter(
    (folder) => !existsSync(join(ROOT, "provider", folder)) && !existsSync(join(ROOT, folder)),
  );
  expect(missing).toEqual([]);
});

describe("a recorded case", () => {
  const CASES = join(ROOT, "tests/cases");
  const folders = existsSync(CASES) ? readdirSync(CASES) : [];

  test.each(folders)("%s names its source", (folder) => {
    const source = JSON.parse(readFileSync(join(CASES, folder, "source.json"), "utf8")) as Record<
      string,
      unknown
    >;
    expect(source).toEqual({
      system: expect.any(String) as string,
      packages: expect.any(Object) as object,
      date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string,
      kind: expect.stringMatching(/^(recorded|transcribed)$/) as string,
      how: expect.any(Object) as object,
    });
    const documented = Object.keys(source.how as object).sort();
    expect(documented).toEqual(
      readdirSync(join(CASES, folder))
        .filter((name) => name !== "source.json")
        .sort(),
    );
  });
});
