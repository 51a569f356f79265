import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { repository } from "../support/sandbox";

// What `npm run check` runs beside the unit tests, so that `make test` counts it, too.
test.each(["types", "lint", "imports", "subjects"])("npm run %s finds nothing", async (script) => {
  await promisify(execFile)("npm", ["run", "--silent", script], { cwd: repository });
});
