/**
 * Collects bytes up to a maximum size, in one buffer that doubles: a million chunks of one byte cost no more than one
 * chunk of a million bytes.
 */
export class BoundedBuffer {
  private buffer = Buffer.alloc(0);
  private used = 0;

  constructor(private readonly maximum: number) {}

  /** Adds bytes. @returns false if the buffer is full and some of them were dropped */
  add(chunk: Uint8Array): boolean {
    const kept = Math.min(chunk.length, this.maximum - this.used);
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

  /** The collected bytes, valid until more are added. */
  get bytes(): Buffer {
    return this.buffer.subarray(0, this.used);
  }

  private grow(needed: number): void {
    const grown = Buffer.alloc(Math.min(this.maximum, Math.max(needed, 2 * this.buffer.length, 1024)));
    grown.set(this.bytes);
    this.buffer = grown;
  }
}
