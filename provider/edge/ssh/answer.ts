const LINE_END = 10;

/** More than this a host has no reason to say (a daemon.json and a manifest are some KB). */
const MOST = 8 * 1024 * 1024;

/**
 * Collects what a script writes. Its answer lies between the lines `BEGIN nonce` and `END nonce`; what a profile or a
 * banner prints before doesn't matter.
 */
export class AnswerReader {
  private readonly chunks: Buffer[] = [];
  private size = 0;
  private unread = "";
  private begun = false;

  constructor(
    private readonly nonce: string,
    private readonly onLine: (line: string) => void = () => undefined,
  ) {}

  /** @returns false where the host says too much. */
  add(chunk: Buffer): boolean {
    this.chunks.push(chunk);
    this.size += chunk.length;
    this.lines(chunk);
    return this.size <= MOST;
  }

  /** Whether the script began at all: a login shell, sudo or a forced command may have kept it from that. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** The bytes between the frame's lines; undefined where the last one is missing. */
  answer(): Uint8Array | undefined {
    const all = Buffer.concat(this.chunks);
    const begin = all.indexOf(`BEGIN ${this.nonce}\n`);
    const end = all.lastIndexOf(`END ${this.nonce}\n`);
    return begin < 0 || end < begin ? undefined : all.subarray(all.indexOf(LINE_END, begin) + 1, end);
  }

  private lines(chunk: Buffer): void {
    const lines = (this.unread + chunk.toString("latin1")).split("\n");
    this.unread = lines.pop() ?? "";
    for (const line of lines) {
      if (line.endsWith(`BEGIN ${this.nonce}`)) this.begun = true;
      else if (this.begun) this.onLine(line);
    }
  }
}
