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
  ["an unknown key", { "next-thing": [1] }, {}, { "next-thing": [1] }],
  ["a key named like a member of every object", { constructor: 1 }, {}, { constructor: 1 }],
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
  ["an unknown feature", { features: { hover: true } }, { features: { hover: true } }, {}],
])("%s in daemon.json is declared and rendered unchanged", (_name, found, options, extraOptions) => {
  expect(declarationOf(found)).toEqual({ options, extraOptions });
  expect(declaredKeys(options, extraOptions)).toEqual(found);
});

/** Generates a daemon.json of examples of options, arbitrary values of known keys, and unknown keys. */
const anyFile = (): fc.Arbitrary<JsonObject> => {
  const example = fc.constantFrom(...catalogue).map(({ key, type, example }): [string, Json] => {
    return [key, type.toFile(example)];
  });
  const arbitrary = fc
    .tuple(fc.constantFrom(...catalogue.map(({ key }) => key)), anyJson())
    .map(([key, value]): [string, Json] => [key, value]);
  const unknown = fc.tuple(anyName(), anyJson());
  const list = fc.tuple(fc.constantFrom("labels"), fc.array(fc.string({ maxLength: 4 })));
  return fc.array(fc.oneof(example, arbitrary, unknown, list)).map((entries) => Object.fromEntries(entries));
};

test("the declaration of any daemon.json renders to the same value", () => {
  fc.assert(
    fc.property(anyFile(), (found) => {
      const { options, extraOptions } = declarationOf(found);
      expect(sameJson(declaredKeys(options, extraOptions), found)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
