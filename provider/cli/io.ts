import { readFileSync } from "node:fs";

/** A command's access to files and streams. */
export interface Io {
  /** Reads a file, or standard input if the path is `-`. @throws UsageError */
  read(path: string): string;
  /** Writes to standard output. */
  out(text: string): void;
  /** Writes to standard error. */
  err(text: string): void;
}

/** A command with wrong arguments: the message names the problem, `remedy` what to write instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";

  constructor(
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** The process's own files and streams. */
export const processIo: Io = {
  read(path) {
    try {
      return readFileSync(path === "-" ? 0 : path, "utf8");
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new UsageError(`can't read ${path}: ${why}`, "give an existing file, or - for standard input");
    }
  },
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};
