import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { AGREED, nameOf } from "../support/agreed";

// `make test-faults-hosts` runs the same scenarios on real hosts.
test(`${AGREED.length} scenarios end on simulated hosts as they do on real hosts`, async () => {
  const root = join(__dirname, "../..");
  const tsx = join(root, "node_modules/.bin/tsx");
  const { stdout } = await promisify(execFile)(tsx, [join(__dirname, "agreed.ts")], { cwd: root });
  const ends = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; end: string });
  // Staged files may be left after a power cut or a killed script.
  expect(ends.map(({ name, end }) => `${name}: ${end.replace(", littered", "")}`)).toEqual(
    AGREED.map((agreed) => `${nameOf(agreed)}: ${agreed.end}`),
  );
});
