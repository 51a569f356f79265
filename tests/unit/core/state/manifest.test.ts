import { conflict, type Manifest, parseManifest } from "../../../../provider/core/state/manifest";

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
