import * as fc from "fast-check";
import {
  assignments,
  boolean,
  stringList,
  stringMap,
} from "../../../../../provider/core/options/types/basic";
import { anyMap } from "../../../fixtures";

const labels = assignments(() => undefined);

test.each([
  [boolean, true, true],
  [boolean, "true", undefined],
  [boolean, null, undefined],
  [stringList(), [], []],
  [stringList(), ["a", "b"], ["a", "b"]],
  [stringList(), ["a", 1], undefined],
  [stringList(), "a", undefined],
  [stringMap, { a: "1" }, { a: "1" }],
  [stringMap, { a: 1, b: "2" }, { b: "2" }],
  [stringMap, [], undefined],
  [stringMap, null, undefined],
  [labels, [], {}],
  [labels, ["a=1", "b="], { a: "1", b: "" }],
  [labels, ["a=1=2"], { a: "1=2" }],
  [labels, ["=1"], { "": "1" }],
  [labels, ["a"], {}],
  [labels, ["a=1", "b"], { a: "1" }],
  [labels, { a: "1" }, undefined],
  [labels, [1], undefined],
])("%# a value of daemon.json is read by its type", (type, inFile, expected) => {
  expect(type.fromFile(inFile)).toEqual(expected);
});

test("an object of assignments is a list in daemon.json", () => {
  expect(labels.toFile({ region: "eu", empty: "", twice: "a=b" })).toEqual([
    "region=eu",
    "empty=",
    "twice=a=b",
  ]);
});

test("any object is read back unchanged from daemon.json", () => {
  fc.assert(
    fc.property(anyMap(), (record) => {
      expect(JSON.stringify(labels.fromFile(labels.toFile(record)))).toBe(JSON.stringify(record));
      expect(stringMap.fromFile(stringMap.toFile(record))).toStrictEqual(record);
    }),
  );
});
