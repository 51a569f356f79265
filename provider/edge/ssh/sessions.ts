import { setTimeout as sleep } from "node:timers/promises";
import type { ClientChannel } from "ssh2";
import type { SshConnection } from "./connection";
import { connectionGone, sessionRefused } from "./failure";

/** Seconds in which a refused session is asked for again: sshd counts one until its program has ended. */
const REFUSED_LIMIT = 10;

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
   * Runs a command once the last one's channel is closed. `use` listens at once: a command that ends quickly has its exit
   * status reported in the same turn, and only once.
   *
   * @throws DaemonError if nothing could be run
   */
  async exec<T>(command: string, use: (channel: ClientChannel) => Promise<T>): Promise<T> {
    const before = this.free;
    let release = (): void => undefined;
    this.free = new Promise((resolve) => (release = resolve));
    await Promise.race([before, this.gone]);
    const limit = Date.now() + REFUSED_LIMIT * 1000;
    for (;;) {
      try {
        return await this.open(command, (channel) => {
          channel.once("close", release);
          return use(channel);
        });
      } catch (error) {
        if (!(error instanceof NotOpened)) throw error;
        if (error.again && Date.now() < limit) {
          await sleep(PAUSE);
          continue;
        }
        release();
        throw error.gone ? connectionGone(error.message) : sessionRefused(error);
      }
    }
  }

  private open<T>(command: string, use: (channel: ClientChannel) => Promise<T>): Promise<T> {
    const { client, socket } = this.connection;
    return new Promise((resolve, reject) => {
      try {
        client.exec(command, (error, channel) => {
          if (error === undefined) resolve(use(channel));
          else reject(new NotOpened(error.message, socket.destroyed, "reason" in error));
        });
      } catch (error) {
        // ssh2 throws if the connection is gone already.
        reject(new NotOpened(error instanceof Error ? error.message : String(error), true, false));
      }
    });
  }
}

/** `again`: the host refused the channel itself, which it may allow later. */
class NotOpened extends Error {
  constructor(
    message: string,
    readonly gone: boolean,
    readonly again: boolean,
  ) {
    super(message);
  }
}
