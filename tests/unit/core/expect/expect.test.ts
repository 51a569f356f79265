import { mismatches } from "../../../../provider/core/expect/expect";
import type { JsonObject } from "../../../../provider/core/json";
import { engineOf } from "../../fixtures";

test.each<[string, JsonObject, JsonObject]>([
  ["labels in another order", { labels: ["a=1", "b=1"] }, { Labels: ["b=1", "a=1"] }],
  ["labels twice", { labels: ["a=1", "a=1"] }, { Labels: ["a=1"] }],
  ["no labels", { labels: [] }, { Labels: [] }],
  ["no labels, told as null", { labels: [] }, { Labels: null }],
  ["an absent key", {}, {}],
  [
    "a mirror without its slash",
    { "registry-mirrors": ["https://m"] },
    { RegistryConfig: { Mirrors: ["https://m/"] } },
  ],
  [
    "a mirror twice",
    { "registry-mirrors": ["https://m", "https://m/"] },
    { RegistryConfig: { Mirrors: ["https://m/"] } },
  ],
  ["no mirrors, told as null", { "registry-mirrors": [] }, { RegistryConfig: { Mirrors: null } }],
  ["no mirrors, told by nothing", {}, { RegistryConfig: null }],
  ["debug", { debug: true }, { Debug: true }],
  ["what no endpoint shows", { "log-opts": { "max-file": "3" } }, {}],
])("%s: the engine has it", (_name, file, info) => {
  expect(
    mismatches(file, ["labels", "registry-mirrors", "debug", "log-opts"], engineOf("26.1.5", info)),
  ).toEqual([]);
});

test.each<[string, JsonObject, JsonObject, object]>([
  [
    "a label is missing",
    { labels: ["a=1", "b=1"] },
    { Labels: ["a=1"] },
    { key: "labels", expected: ["a=1", "b=1"], shown: ["a=1"], where: "GET /info: Labels" },
  ],
  [
    "a label is left over",
    {},
    { Labels: ["a=1"] },
    { key: "labels", expected: [], shown: ["a=1"], where: "GET /info: Labels" },
  ],
  [
    "mirrors stand in another order",
    { "registry-mirrors": ["https://a", "https://b"] },
    { RegistryConfig: { Mirrors: ["https://b/", "https://a/"] } },
    {
      key: "registry-mirrors",
      expected: ["https://a", "https://b"],
      shown: ["https://b/", "https://a/"],
      where: "GET /info: RegistryConfig.Mirrors",
    },
  ],
  [
    "debug is off",
    { debug: true },
    { Debug: false },
    { key: "debug", expected: true, shown: false, where: "GET /info: Debug" },
  ],
  [
    "debug is not told",
    { debug: true },
    { Debug: null },
    { key: "debug", expected: true, shown: null, where: "GET /info: Debug" },
  ],
])("%s", (_name, file, info, mismatch) => {
  expect(mismatches(file, ["labels", "registry-mirrors", "debug"], engineOf("26.1.5", info))).toEqual([
    mismatch,
  ]);
});

test("only the keys that are asked for are looked at", () => {
  const engine = engineOf("26.1.5", { Labels: ["a=1"], Debug: true });
  expect(mismatches({}, [], engine)).toEqual([]);
  expect(mismatches({}, ["debug", "foreign", "constructor"], engine).map(({ key }) => key)).toEqual([
    "debug",
  ]);
});
