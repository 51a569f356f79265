import {
  type AddressInfo,
  connect,
  createServer,
  type NetConnectOpts,
  type Server,
  type Socket,
} from "node:net";
import type { Clock } from "./clock";

export type Direction = "up" | "down";

/** A connection through an entrance: `up` is what the client says. */
interface Pair {
  readonly outer: Socket;
  readonly inner: Socket;
}

/** The network between one client and a host: it counts what passes, may be cut at a byte, or swallow everything. */
export class Entrance {
  /** Bytes that passed so far. */
  readonly passed = { up: 0, down: 0 };
  /** After how many bytes the connection breaks, and no other one comes about for a moment. */
  cut: { readonly direction: Direction; readonly at: number } | undefined;
  /** Called when it was cut. */
  onCut: () => void = () => undefined;
  private readonly server: Server;
  private readonly pairs = new Set<Pair>();
  private readonly stalls = new Set<string>();
  private refuses = false;

  constructor(
    private readonly target: NetConnectOpts,
    private readonly clock: Clock,
    /** The path of a socket to listen at, in place of a port. */
    readonly path?: string,
  ) {
    this.server = createServer((outer) => this.accept(outer));
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject);
      if (this.path === undefined) this.server.listen(0, "127.0.0.1", resolve);
      else this.server.listen(this.path, resolve);
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /**
   * Nothing gets through any more, and nobody is told; what was sent arrives when it is over. With several reasons it is
   * over when none is left.
   */
  stall(stalled: boolean, reason: string): void {
    const before = this.stalled;
    if (stalled) this.stalls.add(reason);
    else this.stalls.delete(reason);
    if (this.stalled === before) return;
    for (const { outer, inner } of this.pairs) {
      for (const socket of [outer, inner]) {
        if (this.stalled) socket.pause();
        else socket.resume();
      }
    }
  }

  private get stalled(): boolean {
    return this.stalls.size > 0;
  }

  /** The client, or the host, is gone: connections end, and no new one comes about. */
  refuse(refuses: boolean): void {
    this.refuses = refuses;
    if (refuses) this.drop();
  }

  /** Ends every connection at once. */
  drop(): void {
    for (const { outer, inner } of this.pairs) {
      outer.destroy();
      inner.destroy();
    }
    this.pairs.clear();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(outer: Socket): void {
    if (this.refuses) {
      outer.destroy();
      return;
    }
    const inner = connect(this.target);
    if (this.path === undefined) for (const socket of [outer, inner]) socket.setNoDelay(true);
    const pair = { outer, inner };
    this.pairs.add(pair);
    this.carry(outer, inner, "up");
    this.carry(inner, outer, "down");
    if (this.stalled) outer.pause();
  }

  private carry(from: Socket, to: Socket, direction: Direction): void {
    // Who was cut off says no more.
    from.on("error", () => undefined);
    from.on("close", () => {
      this.clock.touch();
      to.destroySoon();
    });
    from.on("data", (chunk: Buffer) => {
      this.clock.touch();
      const { cut } = this;
      const left = cut?.direction === direction ? cut.at - this.passed[direction] : Infinity;
      this.passed[direction] += Math.min(left, chunk.length);
      if (chunk.length <= left) {
        to.write(chunk);
        return;
      }
      to.write(chunk.subarray(0, left));
      this.cut = undefined;
      for (const { outer, inner } of this.pairs) {
        outer.destroySoon();
        inner.destroySoon();
      }
      this.pairs.clear();
      this.onCut();
    });
  }
}
