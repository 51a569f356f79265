import * as fc from "fast-check";
import { bytesOf, textOf, wellFormed } from "../../../provider/core/bytes";
import { type Json, sameJson } from "../../../provider/core/json";
import { type JsonSource, parseJson, printJson } from "../../../provider/core/json-source";
import { anyJson } from "../fixtures";

const sourceOf = (text: string): JsonSource => {
  const source = parseJson(text);
  if ("fault" in source) throw new Error(source.fault);
  return source;
};

/** Generates JSON with one character replaced. */
const almostJson = (): fc.Arbitrary<string> =>
  fc
    .tuple(anyJson(), fc.nat(40), fc.constantFrom("", ",", '"', "}", "]", "\\", "\u0001", "0", "-", ".", "e"))
    .map(([value, at, instead]) => {
      const text = JSON.stringify(value);
      return text.slice(0, at) + instead + text.slice(at + 1);
    });

/** Returns what JSON.parse reads in a text, as JSON; undefined if it throws. */
function parsed(text: string): string | undefined {
  try {
    return wellFormed(JSON.stringify(JSON.parse(text)));
  } catch {
    return undefined;
  }
}

test("a text is parsed if and only if JSON.parse accepts it, with the same value", () => {
  fc.assert(
    fc.property(fc.oneof(almostJson(), fc.json(), fc.string()), (text) => {
      const source = parseJson(text);
      if ("fault" in source && source.fault.startsWith("duplicate key")) return;
      const value =
        "fault" in source
          ? undefined
          : JSON.stringify(source.value, (_key, part: unknown) =>
              typeof part === "bigint" ? Number(part) : part,
            );
      expect(value).toBe(parsed(text));
    }),
    { numRuns: 500 },
  );
});

test("a printed value parses to the same value, whatever its source", () => {
  fc.assert(
    fc.property(anyJson(), anyJson(), (value, before) => {
      const printed = printJson(value, [sourceOf(JSON.stringify(before))]);
      expect(sameJson(sourceOf(printed).value, sourceOf(JSON.stringify(value)).value)).toBe(true);
    }),
  );
});

test("a value without a source is printed as by JSON.stringify with two spaces", () => {
  fc.assert(
    fc.property(anyJson(), (value) => {
      expect(printJson(value, [])).toBe(JSON.stringify(value, undefined, 2));
    }),
  );
});

test("numbers that a double can't hold are distinguished", () => {
  const [one, other] = ["9223372036854775807", "9223372036854775806"].map((text) => sourceOf(text).value);
  expect(sameJson(one, other)).toBe(false);
  expect(sameJson(one, sourceOf("9223372036854775807").value)).toBe(true);
  expect(sameJson([{ a: one! }], [{ a: other! }])).toBe(false);
});

test.each([
  ["a number beyond 2^53", '{"a": 9223372036854775807}'],
  ["a number in another form", '{"a": [1.0, 1e3, -0]}'],
  ["an escape", '{"a\\/b": "\\/etc\\u0041"}'],
  ["the order of keys", '{"z": {"z": 1, "10": 2, "2": 3}, "10": 1, "2": 1}'],
])("unchanged values keep their text when a key is added: %s", (_name, text) => {
  const source = sourceOf(text);
  const printed = printJson({ ...(source.value as Record<string, Json>), new: true }, [source]);
  const flat = printed.replace(/\n */g, " ").replace(/([[{]) | (?=[\]}])/g, "$1");
  expect(flat).toBe(`${text.slice(0, -1)}, "new": true}`);
});

test("unchanged parts of a list and an object keep their text", () => {
  const source = sourceOf('{"labels": ["a=\\u0041", "b=\\/"], "m": {"x": 1.50, "y": 2}}');
  const after = { labels: ["b=/", "c=1", "a=A"], m: { x: 1.5, y: 3 } };
  const labels = ['"b=\\/"', '"c=1"', '"a=\\u0041"'].join(",\n    ");
  expect(printJson(after, [source])).toBe(
    `{\n  "labels": [\n    ${labels}\n  ],\n  "m": {\n    "x": 1.50,\n    "y": 3\n  }\n}`,
  );
});

test("text holds any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([...bytesOf(textOf(bytes))]).toEqual([...bytes]);
    }),
  );
});

test("bytes that aren't UTF-8 are each read as U+FFFD, as in Go, and are printed unchanged", () => {
  const invalid = Uint8Array.of(0x22, 0x61, 0xff, 0xe2, 0x82, 0xc3, 0xa9, 0xef, 0xbb, 0xbf, 0x22);
  const source = sourceOf(`[${textOf(invalid)}]`);
  expect(source.value).toEqual(["a\ufffd\ufffd\ufffdé\ufeff"]);
  const printed = printJson([...(source.value as Json[]), 1], [source]);
  expect([...bytesOf(printed)]).toEqual([...bytesOf("[\n  "), ...invalid, ...bytesOf(",\n  1\n]")]);
});
