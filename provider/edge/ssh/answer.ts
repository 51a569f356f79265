import { BoundedBuffer } from "../bounded-buffer";

const LINE_END = 10;

/** A daemon.json and a manifest are some KB. */
const ANSWER_LIMIT = 8 * 1024 * 1024;

/** Lines of scripts are short; of a longer one (in a file that is shown) only the beginning is reported. */
const LINE_LIMIT = 64 * 1024;

/**
 * Collects a script's output. The answer lies between the lines `BEGIN nonce` and `END nonce`; output of a profile or a
 * banner before it doesn't matter. The work grows with the number of bytes only, however they are cut into chunks.
 */
export class AnswerReader {
  private readonly output = new BoundedBuffer(ANSWER_LIMIT);
  private readonly line = new BoundedBuffer(LINE_LIMIT);
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

  /** Whether the script began at all: a login shell, sudo or a forced command may have kept it from that. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** The bytes between the frame's lines; undefined if the last one is missing. */
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
