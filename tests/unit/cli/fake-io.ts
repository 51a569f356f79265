import { type Io, UsageError } from "../../../provider/cli/io";
import { run } from "../../../provider/cli/run";

/** A command's output and exit status. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command with the given files; `-` is standard input. */
export function runWith(args: readonly string[], files: Readonly<Record<string, string>> = {}): Ran {
  const written = { out: "", err: "" };
  const io: Io = {
    read: (path) => {
      const text = files[path];
      if (text === undefined)
        throw new UsageError(`can't read ${path}: no such file`, "give an existing file");
      return text;
    },
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
  };
  return { status: run(args, io, "1.2.3"), ...written };
}

/** Runs a command given as one line. */
export const ran = (line: string, files?: Readonly<Record<string, string>>): Ran =>
  runWith(line === "" ? [] : line.split(" "), files);
