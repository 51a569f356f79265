import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Script } from "../host";

/** A script's text: the parts that it shares with others, then its own. */
function text(...parts: readonly string[]): string {
  return ["lib", ...parts].map((part) => readFileSync(join(__dirname, `${part}.sh`), "utf8")).join("");
}

const script = (name: string, changesHost: boolean, ...shared: readonly string[]): Script => {
  return { name, changesHost, text: text(...shared, name) };
};

export const observeScript = script("observe", false, "observe-unit");
/** Observes a host that is to be adopted, its docker programs included. */
export const observeNewScript = script("observe", false, "observe-unit", "programs");
export const askScript = script("ask", false, "programs");
export const resolveScript = script("resolve", false, "files");
export const dialScript = script("dial", false);
export const applyScript = script(
  "apply",
  true,
  "files",
  "artefacts",
  "engine",
  "transaction",
  "preflight",
  "check-files",
  "stage",
);
export const confirmScript = script("confirm", true, "files", "artefacts", "engine", "transaction", "finish");
export const rollbackScript = script("rollback", true, "files", "artefacts", "transaction");

/** The text of restore.sh, which a host keeps while a change isn't confirmed: it alone rolls back. */
export const restoreText = text(
  "files",
  "artefacts",
  "engine",
  "transaction",
  "finish",
  "restore-engine",
  "restore",
);
