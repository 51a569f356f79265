import { readCommandLine, type CommandLineNote } from "../core/command-line";
import { readDaemonJson } from "../core/desired/daemon-json-file";
import { type JsonObject, rounded } from "../core/json";
import { nearest } from "../core/nearest";
import { COMMON, type Engines, enginesOf, readArgs } from "./arguments";
import { HELP } from "./help";
import { type Io, UsageError } from "./io";
import { columns, count, jsonText, programText, failureLines, withoutSecrets } from "./layout";
import { type Verdict, verdictOf, verdictOfFile } from "./verdict";

/** What a check found. */
interface Checked extends Verdict {
  /** What was checked: a file's path, or a command line. */
  readonly source: string;
  /** For a command line: its options as in a program, and the result for each flag. */
  readonly options?: JsonObject;
  readonly notes?: readonly CommandLineNote[];
}

/** The arguments of a check. */
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

/** Runs `pulumi-dockerd check KIND ...`. Returns whether there are no failures. @throws UsageError */
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
    throw new UsageError(
      "--environment-file and --systemd only apply to check command-line",
      "leave them out",
    );
  }
  const engines = enginesOf(values.engine);
  const checked = own({ words, engines, environmentFile, systemd }, io);
  io.out(values.json === true ? json(checked, engines) : text(checked, engines));
  return checked.failures.length === 0;
}

function noKind(kind: string): UsageError {
  const kinds = Object.keys(KINDS);
  const near = kind === "" ? undefined : nearest(kind, kinds);
  const what = kind === "" ? "missing argument: what to check" : `unknown kind of input: ${kind}`;
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
      "missing argument: the command line",
      "write check command-line 'dockerd ...', check command-line -- dockerd ..., or - for standard input",
    );
  }
  const [first = "", ...more] = words;
  // A single argument is unparsed text, with quotes; several arguments are the words themselves.
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
      path === undefined ? "missing argument: the file" : `unexpected argument: ${second ?? ""}`,
      "give one file, or - for standard input",
    );
  }
  const source = path === "-" ? "standard input" : path;
  const failure = (reason: string): ReadFile => ({ source, value: { failure: { path: source, reason } } });
  const file = readDaemonJson(io.read(path));
  if ("fault" in file) return failure(`invalid daemon.json: ${file.fault}`);
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
    // Rejected flags are already listed above.
    failureLines(
      "",
      failures.filter(({ path }) => !flags.some(([flag]) => flag === path)),
    ),
    failureLines("warning: ", warnings),
  ];
  const engine = engines === undefined ? "" : ` for engine ${engines.text}`;
  const end = `${source}${engine}: ${count(failures.length, "failure")}, ${count(warnings.length, "warning")}\n`;
  return [...parts.filter((part) => part !== ""), end].join("\n");
}
