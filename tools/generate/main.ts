import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { generated } from "./generated";

for (const [path, text] of Object.entries(generated)) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
