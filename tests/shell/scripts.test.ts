import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  applyScript,
  askScript,
  confirmScript,
  dialScript,
  observeNewScript,
  observeScript,
  resolveScript,
  restoreText,
  undoScript,
} from "../../provider/edge/scripts";

const FOLDER = join(__dirname, "../../provider/edge/scripts");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".sh"));
const SENT = [observeScript, askScript, resolveScript, applyScript, confirmScript, undoScript, dialScript];
const TEXTS = [
  ...SENT,
  { name: "observe", text: observeNewScript.text },
  { name: "restore", text: restoreText },
];
/** Parts that several scripts share. */
const SHARED = [
  "check-files",
  "engine",
  "engine-back",
  "files",
  "lib",
  "observe-unit",
  "preflight",
  "programs",
  "transaction",
];
const named = TEXTS.map((script) => [script.name, script] as const);
const has = (program: string): boolean => spawnSync(program, ["--version"]).error === undefined;

test("every file is a script or a part that several scripts share", () => {
  expect(FILES.sort()).toEqual(
    [...new Set([...TEXTS.map(({ name }) => name), ...SHARED])].map((name) => `${name}.sh`).sort(),
  );
});

test.each(FILES)("%s has at most the allowed number of lines", (file) => {
  expect(readFileSync(join(FOLDER, file), "utf8").split("\n").length).toBeLessThan(200);
});

describe.each(named)("%s", (_name, { text }) => {
  (has("shellcheck") ? test : test.skip)("is shellcheck-clean (needs shellcheck)", () => {
    const { stdout, status } = spawnSync("shellcheck", ["-s", "sh", "-"], { input: text, encoding: "utf8" });
    expect([stdout, status]).toEqual(["", 0]);
  });

  test.each([["dash"], ["busybox", "sh"], ["bash"]].map((words) => [words.join(" "), words] as const))(
    "the script is valid for %s",
    (_shell, [program = "", ...words]) => {
      if (spawnSync(program).error !== undefined) return;
      expect(execFileSync(program, [...words, "-n"], { input: text, encoding: "utf8" })).toBe("");
    },
  );

  test("the script is ASCII with plain line ends, and defines only functions before its last line", () => {
    expect(text).toMatch(/^[\t\n -~]*$/);
    expect(text).toMatch(/\nmain( <\/dev\/null| "\$3")?\n$/);
  });
});

test("only scripts that change a host declare it", () => {
  const changing = SENT.filter((script) => script.changesHost).map(({ name }) => name);
  expect(changing).toEqual(["apply", "confirm", "undo"]);
});

/** Returns the steps that a script's main names, in order. */
const stepsOf = (text: string): (string | undefined)[] =>
  [...text.slice(text.indexOf("main()")).matchAll(/step (\w+)/g)].map((match) => match[1]);

test("the transaction's scripts call their steps in this order", () => {
  const prepare = [
    "lock_host",
    "preflight",
    "check_files",
    "stage",
    "validate",
    "guard",
    "backup",
    "arm",
    "guard",
    "abandon",
  ];
  expect(stepsOf(applyScript.text)).toEqual([...prepare, "switch_over", "activate", "report", "restore"]);
  expect(stepsOf(confirmScript.text)).toEqual([
    "lock_host",
    "record",
    "settle",
    "abandon",
    "prove",
    "claim",
    "settle",
  ]);
  expect(stepsOf(undoScript.text)).toEqual(["undo"]);
});
