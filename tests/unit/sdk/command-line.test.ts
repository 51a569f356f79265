import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type CommandLine, parseCommandLine } from "../../../sdk/nodejs/command-line";
import type { DaemonOptions } from "../../../sdk/nodejs/options.gen";
import { ROOT } from "../fixtures";

test("a command line is converted to typed options and notes", () => {
  const { options, notes }: CommandLine = parseCommandLine("dockerd -D --label a=b -g /data");
  const declared: DaemonOptions = options;
  expect(declared).toEqual({ debug: true, labels: { a: "b" }, dataRoot: "/data" });
  expect(options.labels?.a).toBe("b");
  expect(notes.map(({ flag, kind, option }) => [flag, kind, option])).toEqual([
    ["-D", "mapped", "debug"],
    ["--label", "mapped", "labels"],
    ["-g", "mapped", "dataRoot"],
  ]);
});

test("a command line is read as by systemd or a shell, with an environment file, for an engine", () => {
  const environmentFile = "OPTS=\"--label 'a=b c'\"\n";
  const read = (readBy: "shell" | "systemd") =>
    parseCommandLine("dockerd $OPTS", { readBy, environmentFile }).options;
  expect(read("systemd")).toEqual({ labels: { a: "b c" } });
  expect(read("shell")).toEqual({ labels: { "'a": "b" } });
  const line = ["dockerd", "--cluster-store", "consul://a"];
  expect(parseCommandLine(line, { engineVersion: "19.03.15" }).options).toEqual({
    clusterStore: "consul://a",
  });
  expect(parseCommandLine(line).options).toEqual({});
  expect(() => parseCommandLine(line, { engineVersion: "new" })).toThrow(
    /engineVersion: "new" is not a version; write/,
  );
});

const INDEX = join(ROOT, "dist/sdk/nodejs/index.js");
const built = existsSync(INDEX) ? test : test.skip;

built("the catalogue is loaded at the first use (skipped if nothing is built)", () => {
  const program = `const sdk = require(process.argv[1]);
    const loaded = () => Object.keys(require.cache).some((path) => /provider.core.options|node_modules.zod/.test(path));
    const before = loaded();
    sdk.parseCommandLine("dockerd -D");
    console.log(JSON.stringify([before, loaded()]));`;
  const output = execFileSync(process.execPath, ["-e", program, INDEX], { encoding: "utf8" });
  expect(JSON.parse(output)).toEqual([false, true]);
});
