import { type Io, UsageError } from "../../../provider/cli/io";
import { run } from "../../../provider/cli/run";

/** The output of a command, and its status. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command with files that only it sees; `-` is standard input. */
export function runWith(args: readonly string[], files: Readonly<Record<string, string>> = {}): Ran {
  const written = { out: "", err: "" };
  const io: Io = {
    read: (path) => {
      const text = files[path];
      if (text === undefined)
        throw new UsageError(`${path} can't be read: no such file`, "name a file that is there");
      return text;
    },
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
  };
  return { status: run(args, io, "1.2.3"), ...written };
}

/** Runs a command that is given as one line. */
export const ran = (line: string, files?: Readonly<Record<string, string>>): Ran =>
  runWith(line === "" ? [] : line.split(" "), files);
