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

/** The options of all commands. */
export const COMMON = {
  engine: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const satisfies Options;

/** Parses a command's arguments. @throws UsageError */
export function readArgs<T extends Options>(args: readonly string[], options: T): Parsed<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw usageError(error.message, Object.keys(options));
  }
}

/** Whether parseArgs itself threw the error: its code identifies it in any realm. */
const isRefusal = (error: unknown): error is Error =>
  typeof error === "object" &&
  error !== null &&
  "code" in error &&
  /^ERR_PARSE_ARGS_/.test(String(error.code));

function usageError(message: string, names: readonly string[]): UsageError {
  const [, flag = ""] = /^Unknown option '([^']*)'/.exec(message) ?? [];
  const near = nearest(flag, names);
  if (flag === "") return new UsageError(valueFailure(message), "see --help");
  return new UsageError(
    `unknown option: ${flag}`,
    near === undefined ? "see --help" : `write --${near}, or see --help`,
  );
}

/** Returns what parseArgs reports about an option's value, in one line: `--engine requires a value`. */
function valueFailure(message: string): string {
  const [, flag, problem = ""] =
    /^Option '(?:-\w, )?(--[\w-]+)[^']*' (argument missing|does not take an argument)/.exec(message) ?? [];
  if (flag === undefined) return message.replace(/\. .*$/s, "");
  return problem === "argument missing" ? `${flag} requires a value` : `${flag} doesn't take a value`;
}

/** The engines that --engine selects. */
export interface Engines {
  readonly text: string;
  readonly range: EngineRange;
  /** Set for a single version or a series. */
  readonly version: EngineVersion | undefined;
}

/** Parses --engine: a version as dockerd reports it, a series, or a range. @throws UsageError */
export function enginesOf(given: string | undefined): Engines | undefined {
  if (given === undefined) return undefined;
  const version = /\s/.test(given) ? undefined : parseEngineVersion(given);
  // Suffixes of packages and editions don't belong to the version: 20.10.24+dfsg1-1+deb12u1, 17.06.2-ce.
  const text = (version === undefined ? undefined : /^v?([\d.]+)/.exec(given)?.[1]) ?? given;
  const range = parseEngineRange(text);
  if (range !== undefined) return { text, range, version };
  throw new UsageError(
    `invalid engine version: ${given}`,
    'write it as in --engine 28.5.2, --engine 20.10 or --engine ">=26 <30"',
  );
}
