import type { Duplex } from "node:stream";
import type { Json } from "../../core/json";
import { engineAnswers } from "../../core/observed/answers";
import { BoundedBuffer } from "../bounded-buffer";

/** The maximum size of all responses together; dockerd's are smaller. */
const MAXIMUM_SIZE = 16 * 1024 * 1024;

/**
 * Queries the API over a stream to the engine's socket: sends a GET of each path at once, and closes the stream at the
 * end. Returns null for a 404.
 *
 * @throws Error with the API's own message for an error response
 */
export async function query(
  stream: Duplex,
  paths: readonly string[],
  timeout: number,
): Promise<readonly Json[]> {
  const responses = collect(stream, timeout);
  stream.write(paths.map(requestText).join(""));
  return engineAnswers(paths, await responses);
}

/** Requests that the engine close the connection after the last response. */
const requestText = (path: string, at: number, { length }: readonly string[]): string =>
  `GET ${path} HTTP/1.1\r\nHost: docker\r\n${at === length - 1 ? "Connection: close\r\n" : ""}\r\n`;

/** Collects the bytes of a stream until its end. */
function collect(stream: Duplex, timeout: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const received = new BoundedBuffer(MAXIMUM_SIZE);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      stream.destroy();
      reject(error);
    };
    const finish = (): void => {
      clearTimeout(timer);
      // A forwarded stream stays open until this side ends it, too.
      stream.end();
      resolve(received.bytes);
    };
    const timer = setTimeout(() => fail(new Error(`no response within ${timeout} s`)), timeout * 1000);
    stream.on("data", (chunk: Buffer) => {
      if (!received.add(chunk)) fail(new Error("the response is too large"));
    });
    stream.on("error", fail);
    stream.on("end", finish);
    // A stream may close without an end; the bytes received until then are parsed.
    stream.on("close", finish);
    // dial() hands the stream over paused.
    stream.resume();
  });
}
