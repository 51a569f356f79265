// Builds dist/: the compiled package, the scripts beside the code that reads them, and JSON Schemas of daemon.json.
// Links the package into its own node_modules, as in a user's project: the text in a state loads it by its name.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { jsonSchema, SCHEMA_VERSIONS } from "./generate/json-schema";

const root = join(__dirname, "..");
const scripts = "provider/edge/scripts";

rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
mkdirSync(join(root, "dist", scripts), { recursive: true });
for (const file of readdirSync(join(root, scripts)).filter((name) => name.endsWith(".sh"))) {
  cpSync(join(root, scripts, file), join(root, "dist", scripts, file));
}
// npm does this at an installation; a link to this repository has to be executable, too.
chmodSync(join(root, "dist/provider/cli/main.js"), 0o755);
const schemas = join(root, "dist/schemas");
mkdirSync(schemas, { recursive: true });
for (const release of SCHEMA_VERSIONS) {
  const text = `${JSON.stringify(jsonSchema(release), undefined, 2)}\n`;
  writeFileSync(join(schemas, `daemon-${release}.json`), text);
}
const link = join(root, "node_modules/pulumi-dockerd");
rmSync(link, { force: true, recursive: true });
symlinkSync("..", link);
// Newer than every source file: tools/setup compares the times.
writeFileSync(join(root, "dist/.built"), "");
