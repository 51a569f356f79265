import { nearest } from "../core/nearest";
import { check } from "./check";
import { explain } from "./explain";
import { HELP } from "./help";
import { type Io, UsageError } from "./io";

/** Exit status: no failure, failures found, usage error. */
export const EXIT = { fine: 0, wrong: 1, usage: 2 } as const;

/** A command: writes its result and returns whether there are no failures. */
type Command = (args: readonly string[], io: Io) => boolean;

const COMMANDS: Readonly<Record<string, Command>> = { check, explain };

/** Runs `pulumi-dockerd ARGS`. Returns the exit status. */
export function run(args: readonly string[], io: Io, version: string): number {
  const [name = "--help", ...rest] = args;
  try {
    if (name === "--version") io.out(`${version}\n`);
    else if (/^(--help|-h|help)$/.test(name)) io.out(HELP.all);
    else return commandOf(name)(rest, io) ? EXIT.fine : EXIT.wrong;
    return EXIT.fine;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    io.err(`UsageError: ${error.message}\n  next: ${error.remedy}\n`);
    return EXIT.usage;
  }
}

function commandOf(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command;
  const near = nearest(name, Object.keys(COMMANDS));
  throw new UsageError(
    `unknown command: ${name}`,
    `write ${near ?? Object.keys(COMMANDS).join(" or ")}, or see --help`,
  );
}
