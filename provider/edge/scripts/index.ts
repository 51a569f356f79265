import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Script } from "../host";

function script(name: string, changesHost: boolean): Script {
  const read = (file: string): string => readFileSync(join(__dirname, file), "utf8");
  return { name, changesHost, text: read("lib.sh") + read(`${name}.sh`) };
}

export const observeScript = script("observe", false);
export const applyScript = script("apply", true);
export const restoreScript = script("restore", true);
export const confirmScript = script("confirm", true);
export const cliScript = script("cli", false);
export const dialScript = script("dial", false);
