import { BoundedBuffer } from "../bounded-buffer";

const LINE_END = 10;

/** The maximum size of a script's output; a daemon.json and a manifest are some KB. */
const MAXIMUM_SIZE = 8 * 1024 * 1024;

/** The maximum length of a line for `onLine`, which gets only the beginning of a longer one. */
const MAXIMUM_LINE = 64 * 1024;

/**
 * Collects a script's output. The answer is framed by the lines `BEGIN nonce` and `END nonce`; a profile or a banner may
 * print text before it. The cost grows with the number of bytes, however they are split into chunks.
 */
export class AnswerReader {
  private readonly output = new BoundedBuffer(MAXIMUM_SIZE);
  private readonly line = new BoundedBuffer(MAXIMUM_LINE);
  private begun = false;

  constructor(
    private readonly nonce: string,
    private readonly onLine: (line: string) => void = () => undefined,
  ) {}

  /** @returns false if the output is too large */
  add(chunk: Buffer): boolean {
    this.readLines(chunk);
    return this.output.add(chunk);
  }

  /** Whether the script began: a login shell, sudo or a forced command may have prevented it. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** Returns the bytes between the lines of the frame; undefined if the last one is missing. */
  answer(): Uint8Array | undefined {
    const all = this.output.bytes;
    const begin = all.indexOf(`BEGIN ${this.nonce}\n`);
    const end = all.lastIndexOf(`END ${this.nonce}\n`);
    return begin < 0 || end < begin ? undefined : all.subarray(all.indexOf(LINE_END, begin) + 1, end);
  }

  private readLines(chunk: Buffer): void {
    let from = 0;
    for (let to = chunk.indexOf(LINE_END); to >= 0; to = chunk.indexOf(LINE_END, from)) {
      this.line.add(chunk.subarray(from, to));
      this.report(this.line.bytes.toString("latin1"));
      this.line.clear();
      from = to + 1;
    }
    this.line.add(chunk.subarray(from));
  }

  private report(line: string): void {
    if (line.endsWith(`BEGIN ${this.nonce}`)) this.begun = true;
    else if (this.begun) this.onLine(line);
  }
}
