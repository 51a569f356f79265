import { setTimeout as sleep } from "node:timers/promises";
import type { ClientChannel } from "ssh2";
import type { SshConnection } from "./connection";
import { connectionGone, sessionRefused } from "./failure";

/** Seconds for which a refused session is requested again: sshd counts a session until its program has ended. */
const REFUSED_TIMEOUT = 10;

/** Milliseconds between two attempts. */
const PAUSE = 100;

/** The sessions of a connection, one at a time: sshd may allow no more (MaxSessions). */
export class Sessions {
  private readonly gone: Promise<void>;
  private free: Promise<void> = Promise.resolve();

  constructor(private readonly connection: SshConnection) {
    this.gone = new Promise((resolve) => connection.client.once("close", resolve));
  }

  /**
   * Runs a command once the channel of the last one has closed. `use` must add its listeners synchronously: ssh2 may
   * report the exit status of a short command in the same turn.
   *
   * @throws DaemonError if the command could not be run
   */
  async exec<T>(command: string, use: (channel: ClientChannel) => Promise<T>): Promise<T> {
    const before = this.free;
    let release = (): void => undefined;
    this.free = new Promise((resolve) => (release = resolve));
    await Promise.race([before, this.gone]);
    const deadline = Date.now() + REFUSED_TIMEOUT * 1000;
    for (;;) {
      try {
        return await this.open(command, (channel) => {
          channel.once("close", release);
          return use(channel);
        });
      } catch (error) {
        if (!(error instanceof NotOpened)) throw error;
        if (error.isRefused && Date.now() < deadline) {
          await sleep(PAUSE);
          continue;
        }
        release();
        throw error.isGone ? connectionGone(error.message) : sessionRefused(error);
      }
    }
  }

  private open<T>(command: string, use: (channel: ClientChannel) => Promise<T>): Promise<T> {
    const { client, isClosed } = this.connection;
    return new Promise((resolve, reject) => {
      try {
        client.exec(command, (error, channel) => {
          if (error === undefined) resolve(use(channel));
          else reject(new NotOpened(error.message, isClosed(), "reason" in error));
        });
      } catch (error) {
        // ssh2 throws if the connection is already closed.
        reject(new NotOpened(error instanceof Error ? error.message : String(error), true, false));
      }
    });
  }
}

class NotOpened extends Error {
  constructor(
    message: string,
    /** Whether the connection is closed. */
    readonly isGone: boolean,
    /** Whether sshd refused the channel, which it may open later. */
    readonly isRefused: boolean,
  ) {
    super(message);
  }
}
