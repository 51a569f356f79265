import type { Duplex } from "node:stream";

/** A script as it is sent to a host. */
export interface Script {
  readonly name: string;
  readonly text: string;
  /** Whether it may change the host: then a lost connection leaves its state unknown. */
  readonly changesHost: boolean;
}

export interface RunOptions {
  /** What the script reads from its standard input. */
  readonly input?: string;
  /** Called for each whole line of the answer as it arrives. */
  readonly onLine?: (line: string) => void;
  /** Seconds for all of it, from the opening of a session on; then the connection is given up. */
  readonly timeout: number;
}

/** One host that we are connected to and may act on as root. Each call ends within its timeout, in seconds. */
export interface Host {
  /** `SHA256:...` of the key that the host proved to have. */
  readonly hostKeyFingerprint: string;

  /**
   * Runs a script as root and returns its answer: the bytes between its first and its last line, which frame it.
   *
   * @throws DaemonError where it couldn't be run, or its answer has no end.
   */
  run(script: Script, options: RunOptions): Promise<Uint8Array>;

  /**
   * A stream to a unix socket on the host by SSH's own forwarding, which takes no session, so that it may be had beside
   * a script; undefined where it is refused. sshd's refusals all look alike: not allowed to open the socket, forwarding
   * switched off, nobody listening.
   *
   * @throws DaemonError if the connection is lost
   */
  forward(path: string, timeout: number): Promise<Duplex | undefined>;

  /**
   * A stream to the engine's socket through a program on the host that runs as root. It takes a session, of which sshd may
   * allow only one: the next script waits until the stream is closed.
   *
   * @throws DaemonError if no program could be run; if nothing listens on the socket, the stream ends
   */
  dial(timeout: number): Promise<Duplex>;

  /** Ends the connection. Never throws. */
  close(): void;
}
