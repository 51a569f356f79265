import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../fixtures";

test("make help lists every target with its text", () => {
  const [, targets = ""] = /^\.PHONY: (.*)$/m.exec(readFileSync(join(ROOT, "Makefile"), "utf8")) ?? [];
  const help = execFileSync("make", ["--no-print-directory", "help"], { cwd: ROOT, encoding: "utf8" });
  const listed = help
    .trimEnd()
    .split("\n")
    .map((line) => /^(\S+) +\S.*$/.exec(line)?.[1]);
  expect(listed).toEqual(targets.split(" "));
});
