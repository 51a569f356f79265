import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  applyScript,
  cliScript,
  confirmScript,
  dialScript,
  observeScript,
  restoreScript,
} from "../../provider/edge/scripts";

const FOLDER = join(__dirname, "../../provider/edge/scripts");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".sh"));
const SCRIPTS = [observeScript, applyScript, confirmScript, restoreScript, dialScript, cliScript];
const named = SCRIPTS.map((script) => [script.name, script] as const);
const has = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

test("every file is sent as a script, or is a part of all of them", () => {
  expect(FILES.sort()).toEqual([...SCRIPTS.map(({ name }) => `${name}.sh`), "lib.sh"].sort());
});

test.each(FILES)("%s is short", (file) => {
  expect(readFileSync(join(FOLDER, file), "utf8").split("\n").length).toBeLessThan(200);
});

describe.each(named)("%s", (_name, { text }) => {
  (has("shellcheck") ? test : test.skip)("is shellcheck-clean (needs shellcheck)", () => {
    const { stdout, status } = spawnSync("shellcheck", ["-s", "sh", "-"], { input: text, encoding: "utf8" });
    expect([stdout, status]).toEqual(["", 0]);
  });

  test.each([["dash"], ["busybox", "sh"], ["bash"]].map((words) => [words.join(" "), words] as const))(
    "is read by %s",
    (_shell, [program = "", ...words]) => {
      if (spawnSync(program).error !== undefined) return;
      expect(execFileSync(program, [...words, "-n"], { input: text, encoding: "utf8" })).toBe("");
    },
  );

  test("is ASCII with plain line ends, and is nothing but functions before its last line", () => {
    expect(text).toMatch(/^[\t\n -~]*$/);
    expect(text).toMatch(/\nmain( <\/dev\/null)?\n$/);
  });
});

test("only scripts that change a host are said to", () => {
  expect(SCRIPTS.filter((script) => script.changesHost).map(({ name }) => name)).toEqual([
    "apply",
    "confirm",
    "restore",
  ]);
});

test("the transaction is a list that can be read aloud", () => {
  const steps = [...applyScript.text.slice(applyScript.text.indexOf("main()")).matchAll(/step (\w+)/g)].map(
    (match) => match[1],
  );
  expect(steps).toEqual([
    "stage",
    "validate",
    "guard",
    "backup",
    "abandon",
    "switch_over",
    "activate",
    "restore",
  ]);
});
