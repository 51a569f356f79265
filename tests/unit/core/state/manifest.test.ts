import type { Owned } from "../../../../provider/core/desired/daemon-json";
import type { JsonObject } from "../../../../provider/core/json";
import {
  conflict,
  droppedAfter,
  type Manifest,
  ownedAtLast,
  parseManifest,
} from "../../../../provider/core/state/manifest";

const OURS: Manifest = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { labels: ["a"], debug: true } };

test("a manifest comes back as it was written", () => {
  expect(parseManifest(JSON.stringify(OURS))).toEqual(OURS);
  expect(parseManifest(`${JSON.stringify({ ...OURS, later: 1 })}\n`)).toEqual({ ...OURS, later: 1 });
});

test.each([
  ["", /JSON/],
  ["{", /JSON/],
  ["null", "it has another form"],
  ["[]", "it has another form"],
  ["{}", "it has another form"],
  [JSON.stringify({ ...OURS, format: 2 }), "it has another form"],
  [JSON.stringify({ ...OURS, id: 1 }), "it has another form"],
  [JSON.stringify({ ...OURS, urn: null }), "it has another form"],
  [JSON.stringify({ ...OURS, owned: [] }), "it has another form"],
])("%j is none", (text, message) => {
  expect(() => parseManifest(text)).toThrow(SyntaxError);
  expect(() => parseManifest(text)).toThrow(message);
});

test.each([
  ["no manifest", undefined, "dockerd-2", "urn:2"],
  ["the same resource", OURS, "dockerd-1", "urn:1"],
  ["the same URN: a retry, a replacement", OURS, "dockerd-2", "urn:1"],
  ["the same id: a resource that was renamed", OURS, "dockerd-1", "urn:2"],
])("%s: no conflict", (_name, manifest, id, urn) => {
  expect(conflict(manifest, id, urn)).toBeUndefined();
});

test.each(["dockerd-2", undefined])(
  "another resource's host is refused with the owner's name (id %s)",
  (id) => {
    expect(conflict(OURS, id, "urn:2")).toEqual({
      kind: "ConflictError",
      step: "plan",
      what: "this host's daemon belongs to another resource already: urn:1",
      remedy: "declare it in one place only: remove this Daemon, or destroy the other one first",
    });
  },
);

describe("what was ours and is no longer declared", () => {
  const record = (owned: Owned, dropped?: Owned): Manifest => ({
    ...OURS,
    owned,
    ...(dropped === undefined ? {} : { dropped }),
  });

  test.each<[string, Manifest | undefined, Owned, Owned]>([
    ["no record", undefined, { debug: true }, {}],
    ["all the same", record({ labels: ["a"], debug: true }), { labels: ["a"], debug: true }, {}],
    ["an entry", record({ labels: ["a", "b"] }), { labels: ["b", "c"] }, { labels: ["a"] }],
    ["all entries", record({ labels: ["a"] }), {}, { labels: ["a"] }],
    ["a whole key", record({ debug: true }), {}, { debug: true }],
    ["earlier ones stay", record({ debug: true }, { labels: ["a"] }), {}, { labels: ["a"], debug: true }],
    ["more of a key", record({ labels: ["b"] }, { labels: ["a"] }), {}, { labels: ["b", "a"] }],
    [
      "what is declared again is ours again",
      record({}, { labels: ["a"], debug: true }),
      { labels: ["a"], debug: true },
      {},
    ],
  ])("is kept in our record: %s", (_name, before, declared, dropped) => {
    expect(droppedAfter(before, declared)).toEqual(dropped);
  });

  test.each<[string, Manifest, JsonObject, Owned]>([
    ["a record without it", record({ debug: true }), { debug: true }, { debug: true }],
    [
      "it is gone from the file",
      record({ labels: ["a"] }, { labels: ["b"], debug: true }),
      { labels: ["a=1", "x=1"] },
      { labels: ["a", "b"], debug: true },
    ],
    [
      "others set it since",
      record({ labels: ["a"] }, { labels: ["b", "c"], debug: true }),
      { labels: ["a=1", "b=theirs"], debug: false },
      { labels: ["a", "c"] },
    ],
  ])("counts at the end unless others set it since: %s", (_name, manifest, found, owned) => {
    expect(ownedAtLast(manifest, found)).toEqual(owned);
  });
});
