import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { DAEMON_PROVIDER } from "../../../sdk/nodejs/provider-text";
import { ROOT } from "../fixtures";

const INDEX = join(ROOT, "dist/sdk/nodejs/index.js");
const built = existsSync(INDEX) ? test : test.skip;

built(
  "a program that loads the package loads neither ssh2, the edge nor the catalogue (skipped if nothing is built)",
  () => {
    const program = "require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)))";
    const output = execFileSync(process.execPath, ["-e", program, INDEX], { encoding: "utf8" });
    const loaded = JSON.parse(output) as string[];
    expect(loaded).toContain(INDEX);
    expect(loaded.filter((path) => /node_modules\/(ssh2|cpu-features)\//.test(path))).toEqual([]);
    expect(loaded.filter((path) => /\/dist\/provider\/core\/(options|schema)\//.test(path))).toEqual([]);
    expect(loaded.filter((path) => /\/dist\/provider\/(edge|resources|adapters)\//.test(path))).toEqual([]);
  },
);

test("the text in a state is short and names the module to load", () => {
  expect(DAEMON_PROVIDER).toBe('exports.handler = () => require("pulumi-dockerd/provider").daemon;');
  expect(Buffer.byteLength(DAEMON_PROVIDER)).toBeLessThan(70);
});
