/**
 * Collects bytes up to a limit, in one buffer that doubles: a million chunks of one byte cost no more than one chunk of a
 * million bytes.
 */
export class BoundedBuffer {
  private buffer = Buffer.alloc(0);
  private used = 0;

  constructor(private readonly limit: number) {}

  /** @returns false if it has more than the limit now: the rest isn't kept */
  add(chunk: Uint8Array): boolean {
    const kept = Math.min(chunk.length, this.limit - this.used);
    if (this.used + kept > this.buffer.length) this.grow(this.used + kept);
    this.buffer.set(chunk.subarray(0, kept), this.used);
    this.used += kept;
    return kept === chunk.length;
  }

  clear(): void {
    this.used = 0;
  }

  get length(): number {
    return this.used;
  }

  /** What was collected, valid until more is added. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.used);
  }

  private grow(needed: number): void {
    const grown = Buffer.alloc(Math.min(this.limit, Math.max(needed, 2 * this.buffer.length, 1024)));
    grown.set(this.bytes);
    this.buffer = grown;
  }
}
