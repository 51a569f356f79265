import type { Json } from "../json";

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

const utf8 = new TextDecoder();
const latin1 = new TextDecoder("latin1");
const HEAD_END = new TextEncoder().encode("\r\n\r\n");
const LINE_END = HEAD_END.subarray(0, 2);
const CR = 13;

/**
 * Parses the API's responses to several requests on one connection, in order; null for 404.
 *
 * @throws Error with the API's own message for an error response, or if a response is malformed or incomplete
 */
export function engineAnswers(questions: readonly string[], bytes: Uint8Array): readonly Json[] {
  let rest = bytes;
  return questions.map((question) => {
    try {
      const { answer, size } = firstAnswer(rest);
      rest = rest.subarray(size);
      return jsonBody(answer);
    } catch (error) {
      throw new Error(`GET ${question}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  });
}

function jsonBody({ status, body }: HttpAnswer): Json {
  if (status === 404) return null;
  if (status !== 200) throw new Error(`${status} ${body.trim()}`);
  try {
    return JSON.parse(body) as Json;
  } catch (error) {
    throw new Error("the response is not JSON", { cause: error });
  }
}

/** Parses the first of several HTTP/1.1 responses. `size` is the number of its bytes. */
function firstAnswer(bytes: Uint8Array): { answer: HttpAnswer; size: number } {
  if (bytes.length === 0) throw new Error("the engine closed the connection without a response");
  const headEnd = indexOf(bytes, HEAD_END, 0);
  const head = latin1.decode(bytes.subarray(0, headEnd));
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined) throw new Error(`the response is not HTTP: ${head.slice(0, 200)}`);
  const from = headEnd + HEAD_END.length;
  const chunked = /^transfer-encoding:\s*chunked\s*$/im.test(head);
  const length = /^content-length:\s*(\d+)\s*$/im.exec(head)?.[1];
  const { body, to } = chunked ? chunkedBody(bytes, from) : plainBody(bytes, from, length);
  return { answer: { status: Number(status), body: utf8.decode(body) }, size: to };
}

interface Body {
  readonly body: Uint8Array;
  /** The offset of its end. */
  readonly to: number;
}

/** Reads a body with a Content-Length, or until the connection's end. */
function plainBody(bytes: Uint8Array, from: number, length: string | undefined): Body {
  const to = length === undefined ? bytes.length : from + Number(length);
  if (to > bytes.length) throw cutOff();
  return { body: bytes.subarray(from, to), to };
}

/** Reads a chunked body: a line with the size in hex, as many bytes and a line end each; a chunk of 0 bytes ends it. */
function chunkedBody(bytes: Uint8Array, from: number): Body {
  const chunks: Uint8Array[] = [];
  for (let at = from; ;) {
    const lineEnd = indexOf(bytes, LINE_END, at);
    const size = Number.parseInt(latin1.decode(bytes.subarray(at, lineEnd)), 16);
    if (Number.isNaN(size)) throw new Error("a chunk of the response has no size");
    const start = lineEnd + LINE_END.length;
    if (size === 0) return { body: joined(chunks), to: start + LINE_END.length };
    const chunk = bytes.subarray(start, start + size);
    if (chunk.length < size) throw cutOff();
    chunks.push(chunk);
    at = start + size + LINE_END.length;
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Returns the next offset of some bytes, the first of which is a carriage return. @throws Error if there is none */
function indexOf(bytes: Uint8Array, wanted: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(CR, from); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return at;
  }
  throw cutOff();
}

const cutOff = (): Error => new Error("the response is incomplete");
