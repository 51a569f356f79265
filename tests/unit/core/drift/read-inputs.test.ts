import type { Json, JsonObject } from "../../../../provider/core/json";
import { readDrift, readExtraOptions, readOptions } from "../../../../provider/core/drift/read-inputs";
import { engineOf } from "../../fixtures";

const LIMITS = { defaultUlimits: { memlock: { soft: -1, hard: -1 } } };
const fingerprint = (text: string): string => `of ${text.length}`;

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  [
    "another value of a sensitive entry is a fingerprint",
    { logOpts: { "splunk-token": "T", "max-file": "3" } },
    { "log-opts": { "splunk-token": "edited", "max-file": "5", "splunk-url": "u" } },
    { logOpts: { "splunk-token": "of 8", "max-file": "5" } },
  ],
  [
    "sensitive entries as declared",
    { proxies: { "https-proxy": "http://u:p@h" } },
    { proxies: { "https-proxy": "http://u:p@h", "http-proxy": "http://x" } },
    { proxies: { "https-proxy": "http://u:p@h" } },
  ],
  [
    "a sensitive option of another shape is a fingerprint",
    { logOpts: { "max-file": "3" } },
    { "log-opts": ["splunk-token=edited"] },
    { logOpts: "of 23" },
  ],
  [
    "values as declared",
    { labels: { b: "1", a: "2" } },
    { labels: ["b=1", "a=2"] },
    { labels: { b: "1", a: "2" } },
  ],
  [
    "labels in another order",
    { labels: { b: "1", a: "2" } },
    { labels: ["a=2", "b=1"] },
    { labels: { b: "1", a: "2" } },
  ],
  [
    "labels with unmanaged ones",
    { labels: { a: "1" } },
    { labels: ["a=1", "x=1"], dns: [] },
    { labels: { a: "1" } },
  ],
  ["a label with another value", { labels: { a: "1" } }, { labels: ["a=2"] }, { labels: { a: "2" } }],
  ["a removed label", { labels: { a: "1", b: "1" } }, { labels: ["b=1"] }, { labels: { b: "1" } }],
  ["all labels removed", { labels: { a: "1" } }, { labels: ["x=1"] }, { labels: {} }],
  ["a removed key", { labels: { a: "1" }, debug: true }, { debug: true }, { debug: true }],
  [
    "a mirror with its slash",
    { registryMirrors: ["https://m"] },
    { "registry-mirrors": ["https://m/"] },
    { registryMirrors: ["https://m"] },
  ],
  [
    "another mirror",
    { registryMirrors: ["https://m"] },
    { "registry-mirrors": ["https://n/"] },
    { registryMirrors: ["https://n/"] },
  ],
  ["a boolean with another value", { debug: true }, { debug: false }, { debug: false }],
  [
    "a log option with another value",
    { logOpts: { "max-file": "3" } },
    { "log-opts": { "max-file": "5", x: "1" } },
    { logOpts: { "max-file": "5" } },
  ],
  ["a value of another type", { debug: true }, { debug: "yes" }, { debug: "yes" }],
  ["labels that aren't labels", { labels: { a: "1" } }, { labels: "a=1" }, { labels: "a=1" }],
  [
    "mirrors that aren't mirrors",
    { registryMirrors: ["https://m"] },
    { "registry-mirrors": [5, null] },
    { registryMirrors: [5, null] },
  ],
  ["an option that isn't in the catalogue", { foo: 1 }, { foo: 1 }, {}],
  ["no labels declared and none in the file", { labels: {} }, {}, { labels: {} }],
  ["no log options declared and none in the file", { logOpts: {} }, {}, { logOpts: {} }],
  ["no labels declared and unmanaged ones in the file", { labels: {} }, { labels: ["x=1"] }, { labels: {} }],
  [
    "no mirrors declared and none in the file",
    { registryMirrors: [] },
    { "registry-mirrors": [] },
    { registryMirrors: [] },
  ],
])("options are read from the file: %s", (_name, declared, found, read) => {
  expect(readOptions(declared, found, fingerprint)).toEqual(read);
});

const MEMLOCK = { Name: "memlock", Hard: -1, Soft: -1 };

test.each<[string, JsonObject, JsonObject]>([
  [
    "a limit without a name",
    { "default-ulimits": { memlock: MEMLOCK, nofile: { Hard: 1, Soft: 1 } } },
    LIMITS,
  ],
  [
    "a limit beyond 2^53",
    { "default-ulimits": { memlock: MEMLOCK, core: { Name: "core", Hard: 2n ** 63n } } },
    LIMITS,
  ],
  [
    "a log option that is a number",
    { "log-opts": { "max-file": "3", "max-size": 5 } },
    { logOpts: { "max-file": "3" } },
  ],
  ["a label without a value", { labels: ["a=1", "x"] }, { labels: { a: "1" } }],
  [
    "a runtime with an unknown member",
    { runtimes: { r: { path: "/r" }, x: { foo: 1 } } },
    { runtimes: { r: { path: "/r" } } },
  ],
  ["a feature that isn't a boolean", { features: { cdi: true, x: "on" } }, { features: { cdi: true } }],
  [
    "a proxy that isn't a string",
    { proxies: { "http-proxy": "http://p:1", "no-proxy": 1 } },
    { proxies: { "http-proxy": "http://p:1" } },
  ],
])("an unmanaged entry that can't be read doesn't make managed ones drift: %s", (_name, found, declared) => {
  expect(readOptions(declared, found, fingerprint)).toEqual(declared);
});

test.each<[string, JsonObject, JsonObject]>([
  ["a limit", { "default-ulimits": { memlock: { name: "memlock", hard: -1, SOFT: -1 } } }, LIMITS],
  ["a runtime", { runtimes: { r: { Path: "/r" } } }, { runtimes: { r: { path: "/r" } } }],
  ["a builder", { builder: { GC: { Enabled: true } } }, { builder: { gc: { enabled: true } } }],
])("members whose names differ in case only are read as Go reads them: %s", (_name, found, declared) => {
  expect(readOptions(declared, found, fingerprint)).toEqual(declared);
});

test.each<[string, JsonObject, JsonObject, JsonObject]>([
  [
    "without a name",
    { "default-ulimits": { memlock: { Hard: 1, Soft: 1 } } },
    LIMITS,
    { defaultUlimits: { memlock: { Hard: 1, Soft: 1 } } },
  ],
  [
    "two names for one member",
    { runtimes: { r: { path: "/r", Path: "/s" } } },
    { runtimes: { r: { path: "/r" } } },
    { runtimes: { r: { path: "/r", Path: "/s" } } },
  ],
  ["a label without a value", { labels: ["a"] }, { labels: { a: "1" } }, { labels: { a: "a" } }],
  [
    "a number beyond 2^53",
    { "default-ulimits": { memlock: 2n ** 63n } },
    LIMITS,
    { defaultUlimits: { memlock: 2 ** 63 } },
  ],
])("a managed entry that can't be read is drift: %s", (_name, found, declared, read) => {
  expect(readOptions(declared, found, fingerprint)).toEqual(read);
});

test("a label named like a member of every object is read like any other", () => {
  const declared = JSON.parse('{"labels": {"__proto__": "1", "constructor": "2", "a": "3"}}') as JsonObject;
  expect(JSON.stringify(readOptions(declared, { labels: ["a=3"] }, fingerprint))).toBe(
    '{"labels":{"a":"3"}}',
  );
  expect(
    JSON.stringify(readOptions(declared, { labels: ["__proto__=1", "constructor=0", "a=3"] }, fingerprint)),
  ).toBe('{"labels":{"__proto__":"1","constructor":"0","a":"3"}}');
});

test.each<[JsonObject, JsonObject, JsonObject]>([
  [{ dns: ["1.1.1.1"] }, { dns: ["1.1.1.1"], bip: "x" }, { dns: ["1.1.1.1"] }],
  [{ dns: ["1.1.1.1"] }, { dns: ["8.8.8.8"] }, { dns: ["8.8.8.8"] }],
  [{ dns: ["1.1.1.1"] }, {}, {}],
  [{ toString: "x" }, {}, {}],
])("extraOptions %j are read from %j", (declared, found, read) => {
  expect(readExtraOptions(declared, found)).toEqual(read);
});

test.each<[string, JsonObject, string[], JsonObject, JsonObject]>([
  ["a value that is in effect isn't drift", { labels: ["a=1"] }, ["labels"], { Labels: ["a=1"] }, {}],
  [
    "an older value that is in effect is drift",
    { labels: ["a=1"] },
    ["labels", "debug"],
    { Labels: ["a=0"] },
    { labels: 'the running engine reports ["a=0"], daemon.json has ["a=1"]' },
  ],
  ["an unmanaged key isn't drift", { labels: ["a=1"] }, [], { Labels: [] }, {}],
])("%s", (_name, found, keys, info, drift) => {
  expect(readDrift(found, keys, engineOf("26.1.5", info))).toEqual(drift);
});

test.each<Json>([5, null, "https://m", [5], [null, {}], { a: 1 }, [["https://m"]]])(
  "an invalid daemon.json is read without an exception: registry-mirrors %j",
  (value) => {
    const found = { "registry-mirrors": value };
    expect(() => readOptions({ registryMirrors: [] }, found, fingerprint)).not.toThrow();
    expect(() => readDrift(found, ["registry-mirrors"], engineOf("26.1.5"))).not.toThrow();
  },
);

test("a key that is declared absent is drift only if it exists", () => {
  expect(readExtraOptions({ a: null }, { b: 1 })).toEqual({ a: null });
  expect(readExtraOptions({ a: null }, { a: 1 })).toEqual({ a: 1 });
});
