import { DaemonError, type ErrorFacts, printable, reasonOf } from "../../../provider/core/errors";

const FACTS: ErrorFacts = {
  kind: "ValidationError",
  step: "validate",
  what: "it failed",
  remedy: "correct it",
};

test("the text of an error has kind, host, step, the host's state and the remedy", () => {
  const error = new DaemonError({ ...FACTS, detail: "line 1\nline 2\n", hostState: "restored" }, "10.0.0.11");
  expect(error.message).toBe(
    [
      "ValidationError: 10.0.0.11: it failed",
      "    line 1",
      "    line 2",
      "  step: validate",
      "  host: rolled back: daemon.json and the running engine are as they were",
      "  next: correct it",
    ].join("\n"),
  );
});

test("the reason of another error has neither a host state nor a remedy", () => {
  const error = new DaemonError({ ...FACTS, detail: "line 1\nline 2\n", hostState: "untouched" });
  expect(reasonOf(error)).toBe("it failed\n    line 1\n    line 2");
  expect(reasonOf(new DaemonError(FACTS))).toBe("it failed");
  expect(reasonOf(new TypeError("not read"))).toBe("not read");
});

test("an error keeps its cause and doesn't print it", () => {
  const cause = new Error("read ECONNRESET");
  const error = new DaemonError({ ...FACTS, cause });
  expect([error.cause, error.at("web-1").cause, error.withHostState("unknown").cause]).toEqual([
    cause,
    cause,
    cause,
  ]);
  expect(error.message).not.toContain("ECONNRESET");
  expect(Object.hasOwn(new DaemonError(FACTS), "cause")).toBe(false);
});

test("a host's name can be added later", () => {
  const error = new DaemonError({ ...FACTS, hostState: "changed" });
  expect(error.message).toMatch(/^ValidationError: it failed\n/);
  const named = error.at("web-1");
  expect(named.message).toMatch(/^ValidationError: web-1: it failed\n/);
  expect([named.hostState, named.facts]).toEqual(["changed", error.facts]);
});

test.each([
  [undefined, "  host: unchanged"],
  ["untouched", "  host: unchanged"],
  ["restored", "  host: rolled back: daemon.json and the running engine are as they were"],
  ["changed", "  host: CHANGED, and not rolled back"],
  ["unknown", "  host: UNKNOWN: check it before the next run"],
] as const)("the host's state %s is printed", (hostState, line) => {
  const error = new DaemonError({ ...FACTS, ...(hostState === undefined ? {} : { hostState }) });
  expect(error.message.split("\n")).toContain(line);
  expect(error.hostState).toBe(hostState ?? "untouched");
});

test("a detail of white space is left out", () => {
  expect(new DaemonError({ ...FACTS, detail: " \n\t\n" }).message.split("\n")).toHaveLength(4);
});

test.each([
  ["\u001b[31mred\u0007", "\\x1b[31mred\\x07"],
  ["\r\u0000\u007f\u0085", "\\x0d\\x00\\x7f\\x85"],
  ["a\tb\nc", "a\tb\nc"],
  ["äöü 漢字", "äöü 漢字"],
  ["\u2028\u2029", "\\x2028\\x2029"],
  ["a\u202eb\u2066c\u2069d\u200fe\u061cf", "a\\x202eb\\x2066c\\x2069d\\x200fe\\x61cf"],
])("control characters are escaped: %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
  const facts = { ...FACTS, step: text, what: text, detail: `x${text}x`, remedy: text };
  const { message } = new DaemonError(facts, text);
  expect(message).not.toMatch(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/,
  );
});

test("a detail from a host can't pass for a line of the error itself", () => {
  const error = new DaemonError({
    ...FACTS,
    detail: "oh\n  host: unchanged",
    hostState: "unknown",
  });
  expect(error.message.split("\n").filter((line) => line.startsWith("  host:"))).toEqual([
    "  host: UNKNOWN: check it before the next run",
  ]);
});
