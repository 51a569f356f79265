import { readCommandLine, type CommandLineNote } from "../core/command-line";
import { readDaemonJson } from "../core/desired/daemon-json-file";
import { type JsonObject, rounded } from "../core/json";
import { nearest } from "../core/nearest";
import { COMMON, type Engines, enginesOf, readArgs } from "./arguments";
import { HELP } from "./help";
import { type Io, UsageError } from "./io";
import { columns, count, jsonText, programText, told, withoutSecrets } from "./layout";
import { type Verdict, verdictOf, verdictOfFile } from "./verdict";

/** What a check found. */
interface Checked extends Verdict {
  /** What was checked: a file's path, or a command line. */
  readonly source: string;
  /** Of a command line: its options in a program, and what became of each flag. */
  readonly options?: JsonObject;
  readonly notes?: readonly CommandLineNote[];
}

/** What a check is given beside its words. */
interface Given {
  readonly words: readonly string[];
  readonly engines: Engines | undefined;
  readonly environmentFile: string | undefined;
  readonly systemd: boolean;
}

const KINDS: Readonly<Record<string, (given: Given, io: Io) => Checked>> = {
  options: checkOptions,
  "daemon-json": checkDaemonJson,
  "command-line": checkCommandLine,
};

const OPTIONS = {
  ...COMMON,
  "environment-file": { type: "string" },
  systemd: { type: "boolean" },
} as const;

/** `pulumi-dockerd check KIND ...`. Returns whether nothing is wrong. @throws UsageError */
export function check(args: readonly string[], io: Io): boolean {
  const { values, positionals } = readArgs(args, OPTIONS);
  if (values.help === true) {
    io.out(HELP.check);
    return true;
  }
  const [kind = "", ...words] = positionals;
  const own = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (own === undefined) throw noKind(kind);
  const { "environment-file": environmentFile, systemd = false } = values;
  if (kind !== "command-line" && (environmentFile !== undefined || systemd)) {
    throw new UsageError("--environment-file and --systemd are about a command line", "leave them out");
  }
  const engines = enginesOf(values.engine);
  const checked = own({ words, engines, environmentFile, systemd }, io);
  io.out(values.json === true ? json(checked, engines) : text(checked, engines));
  return checked.failures.length === 0;
}

function noKind(kind: string): UsageError {
  const kinds = Object.keys(KINDS);
  const near = kind === "" ? undefined : nearest(kind, kinds);
  const what = kind === "" ? "check needs to be told what it gets" : `check doesn't know ${kind}`;
  return new UsageError(what, `write check ${near ?? kinds.join(", check ")}, or see check --help`);
}

function checkOptions(given: Given, io: Io): Checked {
  const { source, value } = readFile(given, io);
  if ("failure" in value) return { source, failures: [value.failure], warnings: [] };
  return { source, ...verdictOf(value.json, given.engines) };
}

function checkDaemonJson(given: Given, io: Io): Checked {
  const { source, value } = readFile(given, io);
  if ("failure" in value) return { source, failures: [value.failure], warnings: [] };
  return { source, ...verdictOfFile(value.json, given.engines) };
}

function checkCommandLine({ words, engines, environmentFile, systemd }: Given, io: Io): Checked {
  if (words.length === 0 && environmentFile === undefined) {
    throw new UsageError(
      "no command line is named",
      "write check command-line 'dockerd ...', check command-line -- dockerd ..., or - for standard input",
    );
  }
  const [first = "", ...more] = words;
  // One argument is a text, quotes and all; several are the words themselves.
  const line = more.length > 0 ? words : first === "-" ? io.read("-") : first;
  const { options, notes } = readCommandLine(line, {
    readBy: systemd ? "systemd" : "shell",
    ...(environmentFile === undefined ? {} : { environmentFile: io.read(environmentFile) }),
    ...(engines?.version === undefined ? {} : { engine: engines.version }),
  });
  const { failures, warnings } = verdictOf(options, engines);
  const refused = notes.filter(({ kind }) => kind === "refused");
  return {
    source: "the command line",
    options,
    notes,
    failures: [...refused.map(({ flag, text }) => ({ path: flag, reason: text })), ...failures],
    warnings,
  };
}

interface ReadFile {
  readonly source: string;
  readonly value: { readonly json: JsonObject } | { readonly failure: Checked["failures"][number] };
}

function readFile({ words: [path, second] }: Given, io: Io): ReadFile {
  if (path === undefined || second !== undefined) {
    throw new UsageError(
      path === undefined ? "no file is named" : `${second ?? ""} is one file too many`,
      "name one file, or - for standard input",
    );
  }
  const source = path === "-" ? "standard input" : path;
  const failure = (reason: string): ReadFile => ({ source, value: { failure: { path: source, reason } } });
  const file = readDaemonJson(io.read(path));
  if ("fault" in file) return failure(`can't be used as daemon.json: ${file.fault}`);
  return { source, value: { json: rounded(file.value) } };
}

function json({ source, failures, warnings, options, notes }: Checked, engines: Engines | undefined): string {
  return jsonText({
    source,
    engine: engines?.text ?? null,
    ok: failures.length === 0,
    failures,
    warnings,
    ...(options === undefined ? {} : { options: withoutSecrets(options), notes }),
  });
}

function text({ source, failures, warnings, options, notes }: Checked, engines: Engines | undefined): string {
  const flags = (notes ?? []).map(({ flag, kind, text }): [string, string] => [
    flag,
    kind === "mapped" ? text : `${kind}: ${text}`,
  ]);
  const parts = [
    columns(flags),
    options === undefined || Object.keys(options).length === 0 ? "" : programText(withoutSecrets(options)),
    // What is refused of a command line stands above, at its flag.
    told(
      "",
      failures.filter(({ path }) => !flags.some(([flag]) => flag === path)),
    ),
    told("warning: ", warnings),
  ];
  const engine = engines === undefined ? "" : ` for engine ${engines.text}`;
  const end = `${source}${engine}: ${count(failures.length, "failure")}, ${count(warnings.length, "warning")}\n`;
  return [...parts.filter((part) => part !== ""), end].join("\n");
}
