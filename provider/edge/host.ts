import type { Duplex } from "node:stream";

/** A script to run on a host. */
export interface Script {
  readonly name: string;
  readonly text: string;
  /** Whether it may change the host, so that a lost connection leaves the host's state unknown. */
  readonly changesHost: boolean;
}

export interface RunOptions {
  /** The script's standard input. */
  readonly input?: string;
  /** Called for each complete line of output as it arrives. */
  readonly onLine?: (line: string) => void;
  /** Seconds for the whole run, including the opening of a session. On timeout the connection is closed. */
  readonly timeout: number;
}

/** A connected host, on which scripts run as root. Each call ends within its timeout, in seconds. */
export interface Host {
  /** `SHA256:...` of the host's key. */
  readonly hostKeyFingerprint: string;

  /**
   * Runs a script as root and returns its output: the bytes between its first and its last line, which frame it.
   *
   * @throws DaemonError if the script could not be run, or if its output is incomplete
   */
  run(script: Script, options: RunOptions): Promise<Uint8Array>;

  /**
   * Forwards a unix socket of the host over SSH. This takes no session, so it works while a script runs. Returns undefined
   * if sshd refuses; it doesn't say why (no access to the socket, forwarding disabled, no listener).
   *
   * @throws DaemonError if the connection is lost
   */
  forward(path: string, timeout: number): Promise<Duplex | undefined>;

  /**
   * Connects to a unix socket of the host through a program that runs there as root. This takes a session, of which sshd
   * may allow only one: the next script waits until the stream is closed.
   *
   * @throws DaemonError if no program could be run; without a listener the stream just ends
   */
  dial(path: string, timeout: number): Promise<Duplex>;

  /** Closes the connection. Never throws. */
  close(): void;
}
