import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../fixtures";

const { bin, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  bin: Record<string, string>;
  version: string;
};
const BIN = join(ROOT, bin["pulumi-dockerd"] ?? "");
// Skipped if nothing is built.
const built = existsSync(BIN) ? test : test.skip;

/** Runs the program as a user does: by its shebang line. */
function run(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(BIN, args, { input, encoding: "utf8" });
  return { status, stdout, stderr };
}

built("the program can be executed and prints the package's version", () => {
  accessSync(BIN, constants.X_OK);
  expect(run(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

built("the exit status is 0 without failures, 1 with failures, and 2 for a usage error", () => {
  expect(run(["check", "options", "-"], '{"debug": true}')).toEqual({
    status: 0,
    stdout: "standard input: no failure, no warning\n",
    stderr: "",
  });
  expect(run(["check", "options", "-"], '{"debug": "yes"}')).toEqual({
    status: 1,
    stdout: "options.debug: is a string; write true or false\n\nstandard input: 1 failure, no warning\n",
    stderr: "",
  });
  const missing = run(["check", "options", join(ROOT, "no-such-file.json")]);
  expect(missing).toMatchObject({ status: 2, stdout: "" });
  expect(missing.stderr).toMatch(
    /^UsageError: can't read .*no-such-file\.json: ENOENT.*\n {2}next: give an existing file/,
  );
});

built("a reader that closes the pipe early isn't an error", () => {
  const { status, stderr } = spawnSync(
    "bash",
    ["-o", "pipefail", "-c", '"$0" explain --json | head -c 1', BIN],
    {
      encoding: "utf8",
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
