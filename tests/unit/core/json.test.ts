import * as fc from "fast-check";
import { canonicalJson, isJsonObject, type Json, jsonAt, sameJson } from "../../../provider/core/json";
import { anyJson } from "../fixtures";

test.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: { x: 1, y: [{ c: 1, d: 2 }] } }, { a: { y: [{ d: 2, c: 1 }], x: 1 } }, true],
  [[1, 2], [2, 1], false],
  [1, "1", false],
  [null, undefined, false],
  [undefined, undefined, true],
  [{}, [], false],
  [JSON.parse('{"__proto__": 1}') as Json, {}, false],
])("%j and %j are the same: %s", (a: Json | undefined, b: Json | undefined, same: boolean) => {
  expect(sameJson(a, b)).toBe(same);
});

test("the canonical text of a value parses to the same value", () => {
  fc.assert(
    fc.property(anyJson(), (value) => {
      const text = canonicalJson(value)!;
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
      expect(sameJson(JSON.parse(text) as Json, value)).toBe(true);
    }),
  );
});

test.each([
  [{ a: [{ b: 1 }] }, ["a", 0, "b"], 1],
  [{ a: [{ b: 1 }] }, [], { a: [{ b: 1 }] }],
  [{ a: 1 }, ["a", "b"], undefined],
  [{ a: null }, ["a", "b"], undefined],
  [{}, ["constructor"], undefined],
  [{}, ["__proto__", "x"], undefined],
  ["text", ["length"], undefined],
  [undefined, ["a"], undefined],
])(
  "the value in %j at the path %j is %j",
  (value: Json | undefined, path: (string | number)[], found: unknown) => {
    expect(jsonAt(value, path)).toEqual(found);
  },
);

test.each([
  [{}, true],
  [[], false],
  [null, false],
  ["a", false],
])("%j is an object: %s", (value, expected) => {
  expect(isJsonObject(value)).toBe(expected);
});
