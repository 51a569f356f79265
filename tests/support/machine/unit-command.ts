import type { Disk } from "./disk";
import { valuesOf } from "./unit-files";

/** Splits a command line into words: removes quotes, keeps variables; of the specifiers only `%%` is supported. */
export const commandWords = (line: string): string[] => rawWords(line).map(unquoted);

/**
 * Returns the command line of a unit's last ExecStart, variables expanded.
 *
 * @returns undefined if the unit has none, or a required environment file is missing
 */
export function commandOf(disk: Disk, texts: readonly string[]): readonly string[] | undefined {
  const line = valuesOf(texts, "ExecStart").at(-1);
  const environment = environmentOf(disk, texts);
  if (line === undefined || environment === undefined) return undefined;
  return rawWords(line.replace(/^[-@:+!]+/, "")).flatMap((word) => {
    const [, name] = /^\$(\w+)$/.exec(word) ?? [];
    // An unquoted variable becomes as many words as its value has.
    if (name !== undefined) return commandWords(environment.get(name) ?? "");
    const parts = unquoted(word).split(/\$\{(\w+)\}/);
    return [parts.map((part, at) => (at % 2 === 0 ? part : (environment.get(part) ?? ""))).join("")];
  });
}

/**
 * Returns the command line of the process that a command ends in: a wrapper script, or `sh -c`, is assumed to end in a
 * line `exec PROGRAM ...`.
 */
export function processOf(disk: Disk, words: readonly string[]): readonly string[] {
  const [program = "", ...args] = words;
  if (/\/(ba|da)?sh$/.test(program) && args[0] === "-c") return executed(args[1] ?? "", []);
  const script = program.startsWith(disk.root) ? disk.find(program.slice(disk.root.length)) : undefined;
  return script?.startsWith("#!") === true ? executed(script, args) : words;
}

function executed(script: string, args: readonly string[]): readonly string[] {
  const line = script.split("\n").findLast((each) => each.includes("exec ")) ?? "";
  return rawWords(line.slice(line.indexOf("exec ") + "exec ".length)).flatMap((word) =>
    word === '"$@"' ? args : [unquoted(word)],
  );
}

const rawWords = (line: string): string[] =>
  [...line.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word);

const unquoted = (word: string): string =>
  word
    .replace(/"((?:\\.|[^"\\])*)"|'([^']*)'/g, (_all, double?: string, single?: string) =>
      double === undefined ? (single ?? "") : double.replace(/\\(.)/g, "$1"),
    )
    .replace(/%%/g, "%")
    .replace(/\$\$/g, "$");

function environmentOf(disk: Disk, texts: readonly string[]): ReadonlyMap<string, string> | undefined {
  const environment = new Map<string, string>();
  const set = (assignment: string): void => {
    const [name = "", ...value] = assignment.split("=");
    environment.set(name.trim(), value.join("="));
  };
  for (const value of valuesOf(texts, "Environment")) for (const word of commandWords(value)) set(word);
  for (const value of valuesOf(texts, "EnvironmentFile")) {
    const text = disk.find(value.replace(/^-/, ""));
    if (text === undefined && !value.startsWith("-")) return undefined;
    const lines = (text ?? "").replace(/\\\n/g, "").split("\n");
    for (const line of lines) if (/^\s*\w+\s*=/.test(line)) set(line.trim().replace(/(["'])(.*)\1$/, "$2"));
  }
  return environment;
}
