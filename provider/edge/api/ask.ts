import type { Duplex } from "node:stream";
import type { Json } from "../../core/json";
import { engineAnswers } from "../../core/observed/answers";
import { BoundedBuffer } from "../bounded-buffer";

/** Answers of dockerd are smaller. */
const ANSWER_LIMIT = 16 * 1024 * 1024;

/**
 * Asks the Remote API over a stream to the engine's socket, all questions at once: a GET of each path. An answer is null
 * for what isn't there (404). The stream is closed afterwards.
 *
 * @throws Error in the engine's own words
 */
export async function ask(
  stream: Duplex,
  questions: readonly string[],
  timeout: number,
): Promise<readonly Json[]> {
  const answered = collect(stream, timeout);
  stream.write(questions.map(requestText).join(""));
  return engineAnswers(questions, await answered);
}

/** The engine hangs up after the last answer. */
const requestText = (path: string, at: number, { length }: readonly string[]): string =>
  `GET ${path} HTTP/1.1\r\nHost: docker\r\n${at === length - 1 ? "Connection: close\r\n" : ""}\r\n`;

/** All that a stream gives until its end. */
function collect(stream: Duplex, timeout: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const answer = new BoundedBuffer(ANSWER_LIMIT);
    const fail = (error: Error): void => {
      clearTimeout(limit);
      stream.destroy();
      reject(error);
    };
    const finish = (): void => {
      clearTimeout(limit);
      // A forwarded stream stays open until our side ends it, too.
      stream.end();
      resolve(answer.bytes);
    };
    const limit = setTimeout(() => fail(new Error(`no answer within ${timeout} s`)), timeout * 1000);
    stream.on("data", (chunk: Buffer) => {
      if (!answer.add(chunk)) fail(new Error("the answer is too large"));
    });
    stream.on("error", fail);
    stream.on("end", finish);
    // One that is closed without an end: what came until then tells.
    stream.on("close", finish);
    // A stream that was paused while it was handed over stays so until someone says otherwise.
    stream.resume();
  });
}
