import * as fc from "fast-check";
import {
  withOriginalValues,
  daemonJsonText,
  declaredKeys,
  merge,
  type Owned,
  ownedBy,
  ownedPart,
} from "../../../../provider/core/desired/daemon-json";
import { type Json, type JsonObject, sameJson } from "../../../../provider/core/json";
import { anyJson, anyMap, anyName, objectOf } from "../../fixtures";

const own = (text: string): JsonObject => JSON.parse(text) as JsonObject;

describe("declaredKeys", () => {
  test("renders options in the form of daemon.json, and extra options unchanged", () => {
    const options = {
      labels: { region: "eu" },
      registryMirrors: ["https://m"],
      logOpts: { "max-file": "3" },
    };
    expect(declaredKeys(options, { dns: ["1.1.1.1"], bip: null })).toEqual({
      labels: ["region=eu"],
      "registry-mirrors": ["https://m"],
      "log-opts": { "max-file": "3" },
      dns: ["1.1.1.1"],
      bip: null,
    });
  });

  test("throws for an option that isn't in the catalogue", () => {
    expect(() => declaredKeys({ foo: 1 }, {})).toThrow(new TypeError("not in the catalogue: foo"));
  });
});

test("entries of a map are owned one by one, other keys as a whole", () => {
  const declared = { labels: ["a=1", "b="], "log-opts": { "max-file": "3" }, debug: false, dns: ["1.1.1.1"] };
  expect(ownedBy(declared)).toEqual({ labels: ["a", "b"], "log-opts": ["max-file"], debug: true, dns: true });
});

describe("merge", () => {
  test.each<[string, JsonObject, JsonObject, Owned, JsonObject]>([
    ["a key is added", { a: 1 }, { debug: true }, {}, { a: 1, debug: true }],
    ["a declared value replaces an unmanaged one", { debug: false }, { debug: true }, {}, { debug: true }],
    [
      "a label is added to unmanaged ones",
      { labels: ["x=1"] },
      { labels: ["a=1"] },
      {},
      { labels: ["x=1", "a=1"] },
    ],
    [
      "a declared label replaces an unmanaged one of the same name",
      { labels: ["a=0", "x=1"] },
      { labels: ["a=1"] },
      {},
      { labels: ["a=1", "x=1"] },
    ],
    [
      "a label that is no longer declared is removed",
      { labels: ["x=1", "a=1", "b=1"] },
      { labels: ["b=1"] },
      { labels: ["a", "b"] },
      { labels: ["x=1", "b=1"] },
    ],
    [
      "a map that is no longer declared keeps unmanaged entries",
      { labels: ["x=1", "a=1"] },
      {},
      { labels: ["a"] },
      { labels: ["x=1"] },
    ],
    ["a map that becomes empty is removed", { labels: ["a=1"] }, {}, { labels: ["a"] }, {}],
    ["a declared map without entries adds no key", {}, { labels: [] }, {}, {}],
    [
      "a declared list without items adds its key",
      {},
      { "registry-mirrors": [] },
      {},
      { "registry-mirrors": [] },
    ],
    [
      "a list is replaced as a whole",
      { "registry-mirrors": ["https://x"] },
      { "registry-mirrors": ["https://a"] },
      {},
      { "registry-mirrors": ["https://a"] },
    ],
    [
      "an owned key that is no longer declared is removed",
      { debug: true, a: 1 },
      {},
      { debug: true },
      { a: 1 },
    ],
    [
      "log-opts are merged by entry",
      { "log-opts": { x: "1", a: "1" } },
      { "log-opts": { b: "2" } },
      { "log-opts": ["a"] },
      { "log-opts": { x: "1", b: "2" } },
    ],
    ["an owned key that is missing already is ignored", {}, {}, { labels: ["a"], debug: true }, {}],
    ["an extra key is replaced as a whole", { dns: { a: 1 } }, { dns: { b: 1 } }, {}, { dns: { b: 1 } }],
  ])("%s", (_name, found, declared, owned, after) => {
    expect(merge(found, declared, owned)).toEqual(after);
  });

  test("entries keep their order in the file, whether they are owned or not", () => {
    const found = { labels: ["b=1", "x=1", "a=1"] };
    const declared = { labels: ["a=1", "b=1"] };
    expect(merge(found, declared, {})).toEqual(found);
    expect(merge(found, declared, ownedBy(declared))).toEqual(found);
  });

  test("a value equal to the declared one keeps its written form", () => {
    const found = {
      "default-ulimits": { core: { hard: 1 }, nofile: { name: "nofile", hard: 2, soft: 1 } },
      runtimes: { r: { Path: "/r" } },
      builder: { GC: { enabled: true } },
    };
    const declared = declaredKeys(
      {
        defaultUlimits: { nofile: { soft: 1, hard: 2 } },
        runtimes: { r: { path: "/r" } },
        builder: { gc: { enabled: true } },
      },
      {},
    );
    expect(merge(found, declared, ownedBy(declared))).toEqual(found);
    const other = { ...declared, runtimes: { r: { path: "/s" } } };
    expect(merge(found, other, ownedBy(declared))).toEqual({ ...found, runtimes: { r: { path: "/s" } } });
  });

  test("an unmanaged entry that can't be parsed isn't mistaken for a declared one", () => {
    const found = { "default-ulimits": { nofile: { Hard: 1, Soft: 1 }, core: { Hard: 1 } } };
    const declared = declaredKeys({ defaultUlimits: { nofile: { soft: 1, hard: 1 } } }, {});
    const nofile = { Name: "nofile", Hard: 1, Soft: 1 };
    expect(merge(found, declared, {})).toEqual({ "default-ulimits": { nofile, core: { Hard: 1 } } });
  });

  test("a key that is declared as null is removed, is owned, and is restored with the original", () => {
    const original = { "disable-legacy-registry": true, labels: ["a=1"], debug: false };
    const declared = declaredKeys({ debug: true }, { "disable-legacy-registry": null, labels: null });
    const owned = ownedBy(declared);
    expect(owned).toEqual({ debug: true, "disable-legacy-registry": true, labels: true });
    const after = merge(original, declared, {});
    expect(after).toEqual({ debug: true });
    expect(merge({ ...after, labels: ["b=1"] }, declared, owned)).toEqual(after);
    expect(withOriginalValues(after, original, owned)).toBe("original");
    expect(withOriginalValues({ ...after, dns: [] }, original, owned)).toEqual({ ...original, dns: [] });
    expect(merge(after, {}, owned)).toEqual({});
  });

  test("unmanaged keys keep their order", () => {
    expect(Object.keys(merge({ z: 1, debug: true, a: 1 }, { labels: ["a=1"] }, { debug: true }))).toEqual([
      "z",
      "a",
      "labels",
    ]);
  });

  test("a label named like a member of every object is a label like any other", () => {
    const declared = declaredKeys(
      { labels: own('{"__proto__": "1", "constructor": "2", "toString": "3"}') },
      {},
    );
    expect(declared).toEqual({ labels: ["__proto__=1", "constructor=2", "toString=3"] });
    const owned = ownedBy(declared);
    expect(owned).toEqual({ labels: ["__proto__", "constructor", "toString"] });
    const after = merge({ labels: ["valueOf=0", "toString=0"] }, declared, {});
    expect(after).toEqual({ labels: ["valueOf=0", "toString=3", "__proto__=1", "constructor=2"] });
    expect(merge(after, {}, owned)).toEqual({ labels: ["valueOf=0"] });
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "a key %s is a key like any other",
    (key) => {
      const extra = objectOf<Json>([[key, "x"]]);
      const declared = declaredKeys({}, extra);
      const after = merge({ a: 1 }, declared, {});
      expect(daemonJsonText(after)).toBe(`{\n  "a": 1,\n  "${key}": "x"\n}\n`);
      expect(Object.getPrototypeOf(after)).toBe(Object.prototype);
      expect(daemonJsonText(merge(after, {}, ownedBy(declared)))).toBe('{\n  "a": 1\n}\n');
      expect(daemonJsonText(merge(extra as JsonObject, { debug: true }, {}))).toContain(`"${key}": "x"`);
    },
  );
});

test.each<[JsonObject, Owned, JsonObject]>([
  [
    { labels: ["a=1", "x=1"], debug: true, dns: [] },
    { labels: ["a"], debug: true },
    { labels: ["a=1"], debug: true },
  ],
  [{ labels: ["x=1"] }, { labels: ["a"] }, {}],
  [{}, { labels: ["a"], debug: true }, {}],
  [{ debug: null }, { debug: true }, { debug: null }],
])("ownedPart returns the part of %j that %j owns", (found, owned, part) => {
  expect(ownedPart(found, owned)).toEqual(part);
});

describe("withOriginalValues", () => {
  const original = { labels: ["x=1", "a=0"], debug: false, bip: "10.0.0.1/24" };
  const declared = { labels: ["a=1", "b=1"], debug: true };
  const owned = ownedBy(declared);

  test.each<[string, JsonObject, JsonObject | "original"]>([
    ["nothing was changed since", merge(original, declared, {}), "original"],
    [
      "an owned value was changed by hand",
      { ...merge(original, declared, {}), debug: "changed" },
      "original",
    ],
    ["an owned key was removed by hand", { labels: ["x=1"], bip: "10.0.0.1/24" }, "original"],
    [
      "a key was added",
      { ...merge(original, declared, {}), dns: [] },
      { labels: ["x=1", "a=0"], debug: false, bip: "10.0.0.1/24", dns: [] },
    ],
    [
      "a key was removed",
      { labels: ["x=1", "a=1", "b=1"], debug: true },
      { labels: ["x=1", "a=0"], debug: false },
    ],
    [
      "a label was added",
      merge(original, { labels: ["a=1", "b=1", "y=2"], debug: true }, {}),
      { labels: ["x=1", "y=2", "a=0"], debug: false, bip: "10.0.0.1/24" },
    ],
    [
      "a label was changed",
      { ...merge(original, declared, {}), labels: ["x=2", "a=1"] },
      { labels: ["x=2", "a=0"], debug: false, bip: "10.0.0.1/24" },
    ],
  ])("restores the original values if %s", (_name, found, expected) => {
    expect(withOriginalValues(found, original, owned)).toEqual(expected);
  });
});

describe("for any file and any declaration", () => {
  /** Generates a valid daemon.json: maps are maps of strings. */
  const anyFile = (): fc.Arbitrary<JsonObject> =>
    fc
      .record(
        {
          labels: anyMap().map((map) => Object.entries(map).map(([name, value]) => `${name}=${value}`)),
          "log-opts": anyMap(),
          debug: fc.boolean(),
          "registry-mirrors": fc.array(fc.webUrl(), { maxLength: 2 }),
        },
        { requiredKeys: [] },
      )
      .chain((known) =>
        fc
          .array(fc.tuple(anyName(), anyJson()), { maxLength: 3 })
          .map((extra) => objectOf<Json>([...Object.entries(known as JsonObject), ...extra])),
      );
  const entries = (value: Json | undefined): readonly string[] => (value ?? []) as readonly string[];

  test("merging twice is the same as merging once", () => {
    fc.assert(
      fc.property(anyFile(), anyFile(), anyFile(), (found, declared, last) => {
        const once = merge(found, declared, ownedBy(last));
        expect(sameJson(merge(once, declared, ownedBy(declared)), once)).toBe(true);
      }),
    );
  });

  test("unmanaged keys and entries are kept", () => {
    fc.assert(
      fc.property(anyFile(), anyFile(), (found, declared) => {
        const after = merge(found, declared, {});
        for (const key of Object.keys(found).filter((name) => !Object.hasOwn(declared, name))) {
          expect([key, after[key]]).toEqual([key, found[key]]);
        }
        const { labels } = ownedBy(declared);
        const managed = new Set(labels === true ? [] : labels);
        const unmanaged = entries(found.labels).filter(
          (label) => !managed.has(label.slice(0, label.indexOf("="))),
        );
        expect(entries(after.labels)).toEqual(expect.arrayContaining(unmanaged));
      }),
    );
  });

  test("removing a merged declaration leaves the unmanaged part", () => {
    fc.assert(
      fc.property(anyFile(), anyFile(), (found, declared) => {
        const owned = ownedBy(declared);
        const taken = merge(merge(found, declared, {}), {}, owned);
        expect(daemonJsonText(sorted(taken))).toBe(daemonJsonText(sorted(merge(found, {}, owned))));
      }),
    );
  });

  test("without other changes the original file can be restored", () => {
    fc.assert(
      fc.property(anyFile(), anyFile(), (original, declared) => {
        expect(withOriginalValues(merge(original, declared, {}), original, ownedBy(declared))).toBe(
          "original",
        );
      }),
    );
  });

  /** Sorts keys and entries of maps, whose order has no meaning, and removes empty maps. */
  function sorted(value: JsonObject): JsonObject {
    const all = Object.entries(value).map(([key, part]): [string, Json] => {
      if (key === "labels") return [key, [...entries(part)].sort()];
      return [key, key === "log-opts" ? objectOf(Object.entries(part as JsonObject).sort()) : part];
    });
    return objectOf(all.filter(([key, part]) => !isEmptyMap(key, part)).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  const isEmptyMap = (key: string, part: Json): boolean =>
    ["labels", "log-opts"].includes(key) && Object.keys(part as JsonObject).length === 0;
});

test("daemon.json is indented by two spaces and ends with a newline", () => {
  expect(daemonJsonText({ labels: ["a=ä"], debug: true })).toBe(
    '{\n  "labels": [\n    "a=ä"\n  ],\n  "debug": true\n}\n',
  );
  expect(daemonJsonText({})).toBe("{}\n");
});

describe("unmanaged entries in an unknown form", () => {
  test.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      "a runtime with an unknown member",
      { runtimes: { unmanaged: { path: "/u", "new-member": true }, odd: 1 } },
      { runtimes: { managed: { path: "/m" } } },
      { runtimes: { unmanaged: { path: "/u", "new-member": true }, odd: 1, managed: { path: "/m" } } },
    ],
    [
      "a limit without its name",
      { "default-ulimits": { nproc: { hard: 1, soft: 1 } } },
      { "default-ulimits": { nofile: { Name: "nofile", Hard: 1, Soft: 1 } } },
      {
        "default-ulimits": {
          nproc: { hard: 1, soft: 1 },
          nofile: { Name: "nofile", Hard: 1, Soft: 1 },
        },
      },
    ],
    ["a label without a value", { labels: ["flag"] }, { labels: ["a=1"] }, { labels: ["flag", "a=1"] }],
  ])("are kept: %s", (_name, found, declared, after) => {
    expect(merge(found, declared, {})).toEqual(after);
    expect(merge(after, {}, ownedBy(declared))).toEqual(found);
  });
});
