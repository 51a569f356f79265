import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Script } from "../host";

/** A script's text: the parts that it shares with others, and its own. */
function text(...parts: readonly string[]): string {
  return ["lib", ...parts].map((part) => readFileSync(join(__dirname, `${part}.sh`), "utf8")).join("");
}

const script = (name: string, changesHost: boolean, ...shared: readonly string[]): Script => {
  return { name, changesHost, text: text(...shared, name) };
};

export const observeScript = script("observe", false, "observe-unit");
/** The same of a host that is new to us. */
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
export const confirmScript = script("confirm", true, "files", "artefacts", "engine", "transaction", "settle");
export const undoScript = script("undo", true, "files", "artefacts", "transaction");

/** What a host keeps while a change isn't confirmed: the one way back. */
export const restoreText = text(
  "files",
  "artefacts",
  "engine",
  "transaction",
  "settle",
  "engine-back",
  "restore",
);
