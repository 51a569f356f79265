import type { Duplex } from "node:stream";
import type { ClientChannel } from "ssh2";
import { BoundedBuffer } from "../bounded-buffer";
import { dialScript } from "../scripts";
import { STDERR_LIMIT } from "./execution";
import { connectionGone, notBegun } from "./failure";

/** What a profile may print before the script begins. */
const NOISE_LIMIT = 64 * 1024;

/** Sends dial.sh; behind its first line the channel is the stream to the engine. @throws DaemonError */
export function dialed(channel: ClientChannel, nonce: string, user: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const begin = `BEGIN ${nonce}\n`;
    const stdout = new BoundedBuffer(NOISE_LIMIT);
    const stderr = new BoundedBuffer(STDERR_LIMIT);
    let code: number | undefined;
    const stop = (): void => void channel.off("data", onData).off("close", onClose);
    const onClose = (): void => {
      const said = stderr.bytes.toString();
      reject(code === undefined ? connectionGone(said) : notBegun(code, said, user));
    };
    const onData = (chunk: Buffer): void => {
      const before = stdout.length;
      const isTooMuch = !stdout.add(chunk);
      const at = stdout.bytes.indexOf(begin, Math.max(0, before - begin.length));
      if (at >= 0) {
        stop();
        channel.pause();
        const rest = chunk.subarray(at + begin.length - before);
        if (rest.length > 0) channel.unshift(rest);
        resolve(channel);
      } else if (isTooMuch) {
        stop();
        channel.destroy();
        reject(notBegun(undefined, stderr.bytes.toString(), user));
      }
    };
    channel.on("data", onData).on("close", onClose);
    channel.on("exit", (exitCode: number | null) => (code = exitCode ?? undefined));
    channel.stderr.on("data", (chunk: Buffer) => void stderr.add(chunk));
    channel.write(`${dialScript.text}${nonce}\n`);
  });
}
