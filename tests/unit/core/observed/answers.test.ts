import * as fc from "fast-check";
import { engineAnswers } from "../../../../provider/core/observed/answers";
import { parseAnswers } from "../../../../provider/core/observed/parse";
import { answerOf } from "../../fake-host";
import { caseFile } from "../../fixtures";

const OK = "HTTP/1.1 200 OK\r\n";
const answer = (text: string, questions = ["/info"]): unknown => engineAnswers(questions, Buffer.from(text));

/** Returns a response with its body in one piece, or in chunks of the given size. */
function http(value: unknown, chunk?: number): string {
  const body = Buffer.from(JSON.stringify(value)).toString("latin1");
  if (chunk === undefined) return `${OK}Content-Length: ${body.length}\r\n\r\n${body}`;
  const chunks = body.match(new RegExp(`[^]{1,${chunk}}`, "g")) ?? [];
  const lines = chunks.map((part) => `${part.length.toString(16)};x=y\r\n${part}\r\n`);
  return `${OK}Transfer-Encoding: chunked\r\n\r\n${lines.join("")}0\r\n\r\n`;
}

test("the recorded responses of a real engine are parsed", () => {
  const text = caseFile("trixie/observe.txt").toString("latin1");
  const recorded = text.slice(text.indexOf("engine "), text.indexOf("END n1"));
  const { questions, bytes } = parseAnswers(Buffer.from(recorded, "latin1"))!;
  expect(questions).toEqual(["/version", "/info", "/networks/bridge"]);
  expect(engineAnswers(questions, bytes)).toMatchObject([
    { Version: "26.1.5+dfsg1", ApiVersion: "1.45" },
    { Labels: ["region=eu", "role=web"], Driver: "overlay2" },
    { Name: "bridge", Options: { "com.docker.network.driver.mtu": "1500" } },
  ]);
});

test("consecutive responses, whole or chunked, are split", () => {
  const values = fc.array(
    fc.tuple(
      fc.json().map((text) => JSON.parse(text) as unknown),
      fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    ),
    { maxLength: 4 },
  );
  fc.assert(
    fc.property(values, (list) => {
      const text = list.map(([value, chunk]) => http(value, chunk)).join("");
      const questions = list.map((_each, at) => `/${at}`);
      expect(engineAnswers(questions, Buffer.from(text, "latin1"))).toEqual(list.map(([value]) => value));
    }),
  );
});

test("a response of 404 is null", () => {
  const missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}";
  expect(answer(missing + http([1]), ["/networks/bridge", "/info"])).toEqual([null, [1]]);
});

test("a response without a length extends to the end", () => {
  expect(answer(`${OK}\r\n{"a": 1}`)).toEqual([{ a: 1 }]);
});

test.each([
  ["", "GET /info: the engine closed the connection without a response"],
  ["HTTP/1.1 200 OK", "GET /info: the response is incomplete"],
  ["SSH-2.0-x\r\n\r\n", "GET /info: the response is not HTTP: SSH-2.0-x"],
  [`${OK}\r\n<html>`, "GET /info: the response is not JSON"],
  [`${OK}Transfer-Encoding: chunked\r\n\r\nx\r\n{}`, "GET /info: a chunk of the response has no size"],
  ["HTTP/1.1 500 X\r\nContent-Length: 6\r\n\r\n oops\n", "GET /info: 500 oops"],
])("%j is an error that names the request", (text, message) => {
  // The whole message, whatever its cause.
  expect(() => answer(text)).toThrow(expect.objectContaining({ message }) as Error);
});

test.each([undefined, 3])("a response truncated at any byte is an error (chunks of %p)", (chunk) => {
  const whole = http({ Labels: ["a=ä"] }, chunk);
  // The line end after the last chunk may be missing.
  for (let cut = 0; cut < whole.length - (chunk === undefined ? 0 : 2); cut++) {
    expect(() => answer(whole.slice(0, cut))).toThrow(/^GET \/info: /);
  }
});

test("an error in the second response names the second request", () => {
  expect(() => answer(http({}), ["/version", "/info"])).toThrow(
    /^GET \/info: the engine closed the connection/,
  );
  expect(parseAnswers(answerOf())).toBeUndefined();
});
