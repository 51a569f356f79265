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

/** A connection through a link: `up` is from the client to the host. */
interface SocketPair {
  readonly outer: Socket;
  readonly inner: Socket;
}

/** The network between one client and a host: counts bytes, and can cut a connection at a byte or stall all traffic. */
export class NetworkLink {
  /** Bytes that passed so far. */
  readonly passed = { up: 0, down: 0 };
  /** The number of bytes after which connections are cut. */
  cut: { readonly direction: Direction; readonly at: number } | undefined;
  /** Called after a cut. */
  onCut: () => void = () => undefined;
  private readonly server: Server;
  private readonly pairs = new Set<SocketPair>();
  private readonly stalls = new Set<string>();
  private refuses = false;

  constructor(
    private readonly target: NetConnectOpts,
    private readonly clock: Clock,
    /** The path of a Unix socket to listen at, in place of a port. */
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
   * Stops all traffic silently; sent data arrives once the stall ends. With several reasons it ends with the last of
   * them.
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

  /** Ends all connections, and refuses new ones: the client or the host is down. */
  refuse(refuses: boolean): void {
    this.refuses = refuses;
    if (refuses) this.drop();
  }

  /** Ends all connections at once. */
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
    // A destroyed socket reports no more errors.
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
