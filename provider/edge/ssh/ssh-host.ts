import type { Duplex } from "node:stream";
import type { Host, RunOptions, Script } from "../host";
import { commandLine, newNonce, type Root } from "./command";
import { end, reset, type SshConnection } from "./connection";
import { dialed } from "./dial";
import { Execution } from "./execution";
import { connectionGone, noAnswer } from "./failure";
import { Sessions } from "./sessions";

/** A host that is reached over one SSH connection. */
export class SshHost implements Host {
  private readonly sessions: Sessions;

  constructor(
    private readonly connection: SshConnection,
    private readonly user: string,
    readonly hostKeyFingerprint: string,
  ) {
    this.sessions = new Sessions(connection);
  }

  async run(script: Script, { timeout, ...options }: RunOptions): Promise<Uint8Array> {
    const execution = new Execution(script, options, this.root);
    const ended = this.sessions.exec(execution.command, (channel) =>
      execution.over(channel, () => reset(this.connection.transport)),
    );
    await this.within(timeout, ended, () => execution.lost(noAnswer(timeout)));
    return execution.answer(this.user);
  }

  forward(path: string, timeout: number): Promise<Duplex | undefined> {
    const { client, isClosed } = this.connection;
    const opened = new Promise<Duplex | undefined>((resolve, reject) => {
      try {
        client.openssh_forwardOutStreamLocal(path, (error, channel) => {
          if (error === undefined) resolve(channel);
          else if (isClosed()) reject(connectionGone(error.message));
          else resolve(undefined);
        });
      } catch (error) {
        // ssh2 throws if the connection is already closed.
        reject(connectionGone(error instanceof Error ? error.message : String(error)));
      }
    });
    return this.within(timeout, opened, () => connectionGone(noAnswer(timeout)));
  }

  /** Runs dial.sh, which uses perl, socat, docker's CLI or python3. */
  dial(timeout: number): Promise<Duplex> {
    const nonce = newNonce();
    const begun = this.sessions.exec(commandLine(this.root, nonce, true), (channel) =>
      dialed(channel, nonce, this.user),
    );
    return this.within(timeout, begun, () => connectionGone(noAnswer(timeout)));
  }

  close(): void {
    end(this.connection);
  }

  private get root(): Root {
    return this.user === "root" ? "none" : "sudo";
  }

  /** Aborts the connection on timeout: a script that hangs can't be ended otherwise. */
  private within<T>(seconds: number, call: Promise<T>, late: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(late());
        reset(this.connection.transport);
      }, seconds * 1000);
      call.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}
