import { AnswerReader } from "../../../../provider/edge/ssh/answer";

const NONCE = "n1";
const BODY = "step a\nuid 1\n0\n\xff\x00\xfe bytes\nEND other\n";
const frame = (body: string): string => `BEGIN ${NONCE}\n${body}END ${NONCE}\n`;

/** Returns the result of a reader that receives these chunks. */
function read(...chunks: string[]): { answer: string | undefined; lines: string[]; hasBegun: boolean } {
  const lines: string[] = [];
  const reader = new AnswerReader(NONCE, (line) => lines.push(line));
  for (const chunk of chunks) expect(reader.add(Buffer.from(chunk, "latin1"))).toBe(true);
  const answer = reader.answer();
  return {
    answer: answer === undefined ? undefined : Buffer.from(answer).toString("latin1"),
    lines: lines.filter((line) => line !== `END ${NONCE}`),
    hasBegun: reader.hasBegun,
  };
}

const LINES = ["step a", "uid 1", "0", "\xff\x00\xfe bytes", "END other"];

test.each([
  ["nothing", ""],
  ["a banner", "Welcome!\n\n"],
  ["a line without an end, as a prompt or a terminal's title", "\x1b]0;root@web-1\x07"],
  ["another frame", "BEGIN n2\nEND n2\n"],
  ["lines similar to its own", "BEGIN \nEND \nBEGIN n1x\n"],
  ["binary", "\x00\xff\xfe\n"],
])("%s before the frame is ignored", (_name, noise) => {
  expect(read(noise + frame(BODY))).toEqual({ answer: BODY, lines: LINES, hasBegun: true });
});

test("noise after the frame is ignored", () => {
  expect(read(`${frame(BODY)}logout\n`).answer).toBe(BODY);
});

test("an answer may be empty", () => {
  expect(read(frame(""))).toEqual({ answer: "", lines: [], hasBegun: true });
});

test("an answer is the same, wherever it is split into chunks", () => {
  const all = `hello\n${frame(BODY)}`;
  for (let at = 0; at <= all.length; at++) {
    expect(read(all.slice(0, at), all.slice(at))).toEqual({ answer: BODY, lines: LINES, hasBegun: true });
  }
  expect(read(...Array.from(all))).toEqual({ answer: BODY, lines: LINES, hasBegun: true });
});

test("an answer that is truncated at any byte is undefined", () => {
  const all = frame(BODY);
  for (let at = 0; at < all.length; at++) {
    const { answer, hasBegun } = read(all.slice(0, at));
    expect([at, answer, hasBegun]).toEqual([at, undefined, at >= `BEGIN ${NONCE}\n`.length]);
  }
});

test.each([
  ["no frame", "sudo: a password is required\n", false],
  ["another nonce", "BEGIN n2\nEND n2\n", false],
  ["an end without a begin", "END n1\n", false],
  ["an end before the begin", "END n1\nBEGIN n1\n", true],
])("%s is not an answer", (_name, text, hasBegun) => {
  expect(read(text)).toMatchObject({ answer: undefined, hasBegun });
});

test("output of more than 8 MiB is refused", () => {
  const reader = new AnswerReader(NONCE);
  const megabyte = Buffer.alloc(1024 * 1024, "a");
  for (let count = 0; count < 8; count++) expect(reader.add(megabyte)).toBe(true);
  expect(reader.add(Buffer.from("a"))).toBe(false);
});

test("one long line in chunks of one byte takes time and memory in proportion to its length", () => {
  const reader = new AnswerReader(NONCE);
  const byte = Buffer.from("a");
  const begin = process.cpuUsage();
  // A reader that scans the whole line at each byte takes hours for this.
  for (let at = 0; at < 4 * 1024 * 1024; at++) reader.add(byte);
  expect(process.cpuUsage(begin).user / 1e6).toBeLessThan(20);
});

test("a line of more than 64 KiB is reported truncated, and is complete in the answer", () => {
  const long = "x".repeat(100_000);
  const { answer, lines } = read(frame(`${long}\nshort\n`));
  expect(answer).toBe(`${long}\nshort\n`);
  expect(lines).toEqual([long.slice(0, 64 * 1024), "short"]);
});
