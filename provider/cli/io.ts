import { readFileSync } from "node:fs";

/** What a command has of the world. */
export interface Io {
  /** The text of a file, or of the standard input where the path is `-`. @throws UsageError */
  read(path: string): string;
  /** Writes the answer. */
  out(text: string): void;
  /** Writes what isn't the answer. */
  err(text: string): void;
}

/** A command that can't be carried out as it was given: what is wrong with it, and what to write instead. */
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
      throw new UsageError(
        `${path} can't be read: ${why}`,
        "name a file that is there, or - for standard input",
      );
    }
  },
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};
