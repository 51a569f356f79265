import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repository } from "../support/sandbox";

// What `npm run check` runs beside the unit tests, so that `make test` counts it, too.
// A linter that looks at types takes minutes where tests of hosts run beside it.
jest.setTimeout(600_000);

test.each(["types", "lint", "imports"])("npm run %s finds nothing", async (script) => {
  await promisify(execFile)("npm", ["run", "--silent", script], { cwd: repository });
});
