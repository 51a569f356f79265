import { parseArgs, type ParseArgsConfig } from "node:util";
import {
  type EngineRange,
  type EngineVersion,
  parseEngineRange,
  parseEngineVersion,
} from "../core/engine-version";
import { nearest } from "../core/nearest";
import { UsageError } from "./io";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true }>
>;

/** The options that all commands have. */
export const COMMON = {
  engine: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies Options;

/** A command's arguments, read by its own options. @throws UsageError */
export function readArgs<T extends Options>(args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw wrong(error.message, Object.keys(options));
  }
}

/** Whether it is an error of parseArgs' own, which has a code of its own in any realm. */
const isRefusal = (error: unknown): error is Error =>
  typeof error === "object" &&
  error !== null &&
  "code" in error &&
  /^ERR_PARSE_ARGS_/.test(String(error.code));

function wrong(message: string, names: readonly string[]): UsageError {
  const [, flag = ""] = /^Unknown option '([^']*)'/.exec(message) ?? [];
  const near = nearest(flag, names);
  if (flag === "") return new UsageError(message.replace(/\. .*$/s, ""), "see --help");
  return new UsageError(
    `${flag} is no option of this command`,
    near === undefined ? "see --help" : `write --${near}, or see --help`,
  );
}

/** The engines that are meant. */
export interface Engines {
  readonly text: string;
  readonly range: EngineRange;
  /** Where it is a single one, or a series of them. */
  readonly version: EngineVersion | undefined;
}

/** What --engine names: a version as an engine writes it, a series, or a range. @throws UsageError */
export function enginesOf(given: string | undefined): Engines | undefined {
  if (given === undefined) return undefined;
  const version = /\s/.test(given) ? undefined : parseEngineVersion(given);
  // What packages and editions put behind a version isn't of it: 20.10.24+dfsg1-1+deb12u1, 17.06.2-ce.
  const text = (version === undefined ? undefined : /^v?([\d.]+)/.exec(given)?.[1]) ?? given;
  const range = parseEngineRange(text);
  if (range !== undefined) return { text, range, version };
  throw new UsageError(
    `--engine ${given} is no version of an engine`,
    'write it as in --engine 28.5.2, --engine 20.10 or --engine ">=26 <30"',
  );
}
