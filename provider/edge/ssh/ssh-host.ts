import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Client, ClientChannel } from "ssh2";
import { DaemonError } from "../../core/errors";
import type { Host, RunOptions, Script } from "../host";
import { dialScript } from "../scripts";
import { AnswerReader } from "./answer";
import { commandLine } from "./command";
import { notBegun } from "./failure";

/** A host over one SSH connection. */
export class SshHost implements Host {
  constructor(
    private readonly client: Client,
    private readonly user: string,
    readonly hostKeyFingerprint: string,
  ) {}

  async run(script: Script, options: RunOptions): Promise<Uint8Array> {
    const nonce = newNonce();
    const reader = new AnswerReader(nonce, options.onLine);
    const command = commandLine(this.root, nonce, options.input !== undefined);
    const { code, stderr, late } = await this.exec(command, (channel) => {
      const done = this.collect(channel, reader, options.timeout);
      channel.end(options.input === undefined ? script.text : `${script.text}${nonce}\n${options.input}`);
      return done;
    });
    const answer = reader.answer();
    if (answer !== undefined) return answer;
    if (!reader.hasBegun && code !== undefined) throw notBegun(code, stderr, this.user);
    throw new DaemonError({
      kind: "ConnectionError",
      step: script.name,
      what: late
        ? `no answer within ${options.timeout} s`
        : "the connection was lost, or the script ended early",
      detail: stderr,
      remedy: "look at the host's load and network, then run again",
      hostState: script.changesHost && reader.hasBegun ? "unknown" : "untouched",
      lost: true,
    });
  }

  forward(path: string): Promise<Duplex | undefined> {
    return new Promise((resolve, reject) => {
      try {
        this.client.openssh_forwardOutStreamLocal(path, (error, channel) => {
          if (error === undefined) resolve(channel);
          // Only a refusal by the host has a reason.
          else if ("reason" in error) resolve(undefined);
          else reject(connectionGone(error));
        });
      } catch (error) {
        reject(connectionGone(error));
      }
    });
  }

  /** By docker's own dialer, or what else is there. */
  async dial(): Promise<Duplex> {
    const nonce = newNonce();
    return this.exec(commandLine(this.root, nonce, true), async (channel) => {
      channel.write(`${dialScript.text}${nonce}\n`);
      await this.begun(channel, nonce);
      return channel;
    });
  }

  close(): void {
    this.client.end();
  }

  private get root(): "none" | "sudo" {
    return this.user === "root" ? "none" : "sudo";
  }

  /** Runs a command. `use` listens at once: the exit code of a quick end comes in the same turn, and only once. */
  private exec<T>(command: string, use: (channel: ClientChannel) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      // ssh2 throws where the connection is gone already.
      try {
        this.client.exec(command, (error, channel) => {
          if (error === undefined) resolve(use(channel));
          else reject(channelRefused(error));
        });
      } catch (error) {
        reject(connectionGone(error));
      }
    });
  }

  private collect(channel: ClientChannel, reader: AnswerReader, timeout: number): Promise<Ended> {
    return new Promise((resolve) => {
      let stderr = "";
      let code: number | undefined;
      let late = false;
      const giveUp = setTimeout(() => {
        late = true;
        this.client.destroy();
      }, timeout * 1000);
      channel.on("data", (chunk: Buffer) => {
        if (!reader.add(chunk)) channel.destroy();
      });
      channel.stderr.on("data", (chunk: Buffer) => {
        if (stderr.length < 64 * 1024) stderr += chunk.toString();
      });
      channel.on("exit", (exitCode: number | null) => (code = exitCode ?? undefined));
      // ssh2 reports an error of the channel and then closes it: the missing end of the answer tells.
      channel.on("error", (error: Error) => (stderr += error.message));
      channel.on("close", () => {
        clearTimeout(giveUp);
        resolve({ code, stderr, late });
      });
    });
  }

  private begun(channel: ClientChannel, nonce: string): Promise<void> {
    return new Promise((resolve, reject) => {
      let stdout = "";
      let stderr = "";
      const onError = (chunk: Buffer): void => void (stderr += chunk.toString());
      const onClose = (): void => reject(notBegun(undefined, stderr, this.user));
      channel.stderr.on("data", onError);
      channel.on("close", onClose);
      const onData = (chunk: Buffer): void => {
        stdout += chunk.toString("latin1");
        const at = stdout.indexOf(`BEGIN ${nonce}\n`);
        if (at < 0) return;
        channel.off("data", onData).off("close", onClose);
        channel.pause();
        const rest = stdout.slice(stdout.indexOf("\n", at) + 1);
        if (rest !== "") channel.unshift(Buffer.from(rest, "latin1"));
        resolve();
      };
      channel.on("data", onData);
    });
  }
}

interface Ended {
  readonly code: number | undefined;
  readonly stderr: string;
  readonly late: boolean;
}

/** A word that nobody on the host can know: letters and digits, so that no shell reads anything into it. */
const newNonce = (): string => `n${randomBytes(12).toString("hex")}`;

function channelRefused(error: Error): DaemonError {
  return new DaemonError({
    kind: "ConnectionError",
    step: "connect",
    what: `the host opens no session: ${error.message}`,
    remedy: "allow at least one session in its sshd_config (MaxSessions)",
  });
}

function connectionGone(error: unknown): DaemonError {
  return new DaemonError({
    kind: "ConnectionError",
    step: "connect",
    what: `the connection was lost: ${error instanceof Error ? error.message : String(error)}`,
    remedy: "look at the host's load and network, then run again",
    lost: true,
  });
}
