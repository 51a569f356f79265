import type { ClientChannel } from "ssh2";
import { DaemonError } from "../../core/errors";
import { BoundedBuffer } from "../bounded-buffer";
import type { RunOptions, Script } from "../host";
import { AnswerReader } from "./answer";
import { commandLine, newNonce, type Root } from "./command";
import { notBegun } from "./failure";

/** The maximum size of a program's standard error; the rest is dropped. */
export const MAXIMUM_STDERR = 64 * 1024;

/** One run of a script on a host. */
export class Execution {
  private readonly nonce = newNonce();
  private readonly reader: AnswerReader;
  private readonly stderr = new BoundedBuffer(MAXIMUM_STDERR);
  private code: number | undefined;
  private sent = false;
  private isTooLarge = false;

  constructor(
    private readonly script: Script,
    private readonly options: Pick<RunOptions, "input" | "onLine">,
    private readonly root: Root,
  ) {
    this.reader = new AnswerReader(this.nonce, options.onLine);
  }

  get command(): string {
    return commandLine(this.root, this.nonce, this.options.input !== undefined);
  }

  /** Sends the script and reads its output until the channel closes. `giveUp` must close it. */
  over(channel: ClientChannel, giveUp: () => void): Promise<void> {
    const { script, nonce } = this;
    const { input } = this.options;
    return new Promise((resolve) => {
      channel.on("data", (chunk: Buffer) => {
        if (this.isTooLarge || this.reader.add(chunk)) return;
        this.isTooLarge = true;
        giveUp();
      });
      channel.stderr.on("data", (chunk: Buffer) => void this.stderr.add(chunk));
      channel.on("exit", (code: number | null) => (this.code = code ?? undefined));
      // ssh2 closes the channel after an error; answer() then reports the missing end of the output.
      channel.on("error", (error: Error) => void this.stderr.add(Buffer.from(error.message)));
      channel.on("close", () => resolve());
      this.sent = true;
      channel.end(input === undefined ? script.text : `${script.text}${nonce}\n${input}`);
    });
  }

  /** Returns the script's answer. @throws DaemonError */
  answer(user: string): Uint8Array {
    const answer = this.isTooLarge ? undefined : this.reader.answer();
    if (answer !== undefined) return answer;
    if (!this.reader.hasBegun && this.code !== undefined) throw notBegun(this.code, this.errorOutput, user);
    throw this.lost(
      this.isTooLarge
        ? "the script's output is too large"
        : "the connection was lost, or the script ended early",
    );
  }

  /** Makes the error of a script whose outcome is unknown. Once sent it may run to its end, whatever was received. */
  lost(what: string): DaemonError {
    return new DaemonError({
      kind: "ConnectionError",
      step: this.script.name,
      what,
      detail: this.errorOutput,
      remedy: "check the load and the network of the host, then run again",
      hostState: this.script.changesHost && this.sent ? "unknown" : "untouched",
      lost: true,
    });
  }

  private get errorOutput(): string {
    return this.stderr.bytes.toString();
  }
}
