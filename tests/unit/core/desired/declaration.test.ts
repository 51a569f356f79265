import * as fc from "fast-check";
import { declaredKeys } from "../../../../provider/core/desired/daemon-json";
import { declarationOf } from "../../../../provider/core/desired/declaration";
import { type Json, type JsonObject, sameJson } from "../../../../provider/core/json";
import { catalogue } from "../../../../provider/core/options";
import { anyJson, anyName } from "../../fixtures";

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  ["nothing", {}, {}, {}],
  [
    "options",
    { labels: ["a=1"], "log-opts": { "max-file": "3" }, debug: true },
    { labels: { a: "1" }, logOpts: { "max-file": "3" }, debug: true },
    {},
  ],
  ["a key that nobody knows", { "next-thing": [1] }, {}, { "next-thing": [1] }],
  ["a key like a property of every object", { constructor: 1 }, {}, { constructor: 1 }],
  ["another type", { debug: "true" }, {}, { debug: "true" }],
  ["a label twice", { labels: ["a=1", "a=2"] }, {}, { labels: ["a=1", "a=2"] }],
  ["a label without a value", { labels: ["a"] }, {}, { labels: ["a"] }],
  [
    "limits",
    { "default-ulimits": { nofile: { Name: "nofile", Hard: 2, Soft: 1 } } },
    { defaultUlimits: { nofile: { soft: 1, hard: 2 } } },
    {},
  ],
  [
    "a limit that has another name inside",
    { "default-ulimits": { nofile: { Name: "nproc", Hard: 2, Soft: 1 } } },
    {},
    { "default-ulimits": { nofile: { Name: "nproc", Hard: 2, Soft: 1 } } },
  ],
  [
    "a member that the engine doesn't know",
    { builder: { gc: { enabled: true, keepDuration: "1h" } } },
    {},
    { builder: { gc: { enabled: true, keepDuration: "1h" } } },
  ],
  ["a feature of tomorrow", { features: { hover: true } }, { features: { hover: true } }, {}],
])("%s in daemon.json is declared, and comes back", (_name, found, options, extraOptions) => {
  expect(declarationOf(found)).toEqual({ options, extraOptions });
  expect(declaredKeys(options, extraOptions)).toEqual(found);
});

/** What stands under options' own keys in daemon.json: examples, their parts, and anything else. */
const anyFile = (): fc.Arbitrary<JsonObject> => {
  const example = fc.constantFrom(...catalogue).map(({ key, type, example }): [string, Json] => {
    return [key, type.toFile(example)];
  });
  const spoilt = fc
    .tuple(fc.constantFrom(...catalogue.map(({ key }) => key)), anyJson())
    .map(([key, value]): [string, Json] => [key, value]);
  const foreign = fc.tuple(anyName(), anyJson());
  const list = fc.tuple(fc.constantFrom("labels"), fc.array(fc.string({ maxLength: 4 })));
  return fc.array(fc.oneof(example, spoilt, foreign, list)).map((entries) => Object.fromEntries(entries));
};

test("whatever stands in daemon.json, its declaration renders to the same value", () => {
  fc.assert(
    fc.property(anyFile(), (found) => {
      const { options, extraOptions } = declarationOf(found);
      expect(sameJson(declaredKeys(options, extraOptions), found)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
