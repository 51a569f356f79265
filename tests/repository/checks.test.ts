import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repository } from "../support/sandbox";

// The parts of `npm run check` other than the unit tests, so that `make test` counts them, too.
test.each(["types", "lint", "imports", "subjects"])("npm run %s succeeds", async (script) => {
  await promisify(execFile)("npm", ["run", "--silent", script], { cwd: repository });
});
