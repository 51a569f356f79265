import type { Duplex } from "node:stream";
import type { ClientChannel } from "ssh2";
import { BoundedBuffer } from "../bounded-buffer";
import { dialScript } from "../scripts";
import { MAXIMUM_STDERR } from "./execution";
import { connectionGone, notBegun } from "./failure";

/** The maximum size of a profile's output before the script begins. */
const MAXIMUM_NOISE = 64 * 1024;

/** Sends dial.sh and returns the channel, which after the script's first line is the stream to the engine. @throws DaemonError */
export function dialed(channel: ClientChannel, nonce: string, user: string): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const begin = `BEGIN ${nonce}\n`;
    const stdout = new BoundedBuffer(MAXIMUM_NOISE);
    const stderr = new BoundedBuffer(MAXIMUM_STDERR);
    let code: number | undefined;
    const stop = (): void => void channel.off("data", onData).off("close", onClose);
    const onClose = (): void => {
      const output = stderr.bytes.toString();
      reject(code === undefined ? connectionGone(output) : notBegun(code, output, user));
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
