import { request } from "node:http";
import type { Duplex } from "node:stream";
import type { Json } from "../../core/json";

/** An answer larger than this is none of dockerd's. */
const MOST = 16 * 1024 * 1024;

/** GET of the Remote API over a stream to the engine's socket; null for what isn't there (404). @throws Error in the engine's own words */
export async function get(stream: Duplex, path: string, timeout: number): Promise<Json> {
  const body = await getText(stream, path, timeout);
  if (body === undefined) return null;
  try {
    return JSON.parse(body) as Json;
  } catch (error) {
    throw new Error(`GET ${path}: the answer is no JSON`, { cause: error });
  }
}

function getText(stream: Duplex, path: string, timeout: number): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => fail(new Error(`no answer within ${timeout} s`)), timeout * 1000);
    const fail = (error: Error): void => {
      clearTimeout(limit);
      stream.destroy();
      reject(new Error(`GET ${path}: ${error.message}`));
    };
    const ask = request({ path, headers: { Host: "docker" }, createConnection: () => stream }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > MOST) fail(new Error("the answer is too large"));
      });
      response.on("error", fail);
      response.on("end", () => {
        clearTimeout(limit);
        stream.end();
        if (response.statusCode === 404) resolve(undefined);
        else if (response.statusCode !== 200) fail(new Error(`${response.statusCode ?? 0} ${body.trim()}`));
        else resolve(body);
      });
    });
    ask.on("error", fail);
    // A stream that was paused while it was handed over stays so until someone says otherwise.
    ask.on("socket", (socket) => socket.resume());
    ask.end();
  });
}
