import type { Owned } from "../../../../provider/core/desired/daemon-json";
import type { JsonObject } from "../../../../provider/core/json";
import type { OriginalFile } from "../../../../provider/core/observed/host";
import {
  adoptionNote,
  type Claimant,
  conflict,
  droppedAfter,
  type Manifest,
  ownedAtLast,
  ownedOnHost,
  parseManifest,
} from "../../../../provider/core/ownership/manifest";

const OURS: Manifest = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { labels: ["a"], debug: true } };

test("a manifest comes back as it was written", () => {
  expect(parseManifest(JSON.stringify(OURS))).toEqual(OURS);
  expect(parseManifest(`${JSON.stringify({ ...OURS, later: 1 })}\n`)).toEqual({ ...OURS, later: 1 });
});

test.each([
  ["", /JSON/],
  ["{", /JSON/],
  ["null", "unexpected format"],
  ["[]", "unexpected format"],
  ["{}", "unexpected format"],
  [JSON.stringify({ ...OURS, format: 2 }), "unexpected format"],
  [JSON.stringify({ ...OURS, id: 1 }), "unexpected format"],
  [JSON.stringify({ ...OURS, urn: null }), "unexpected format"],
  [JSON.stringify({ ...OURS, owned: [] }), "unexpected format"],
])("%j is none", (text, message) => {
  expect(() => parseManifest(text)).toThrow(SyntaxError);
  expect(() => parseManifest(text)).toThrow(message);
});

const TYPE = "pulumi-nodejs:dynamic/dockerd:Daemon";
const urnOf = (stack: string, name: string, type = TYPE): string =>
  `urn:pulumi:${stack}::app::${type}::${name}`;
const claimant = (other: Partial<Claimant>): Claimant => ({
  id: "dockerd-2",
  urn: "urn:2",
  isNew: false,
  takeOver: false,
  ...other,
});

test.each<[string, Manifest | undefined, Partial<Claimant>]>([
  ["a host without a manifest", undefined, {}],
  ["its own host", OURS, { id: "dockerd-1", urn: "urn:1" }],
  ["its own host after it was renamed", OURS, { id: "dockerd-1" }],
  ["a host of its URN that it creates: a retry, a replacement", OURS, { urn: "urn:1", isNew: true }],
  ["another resource's host with apply.takeOver", OURS, { takeOver: true }],
  ["another instance's host with apply.takeOver", OURS, { urn: "urn:1", takeOver: true }],
])("a resource may act on %s", (_name, manifest, other) => {
  expect(conflict(manifest, claimant(other))).toBeUndefined();
});

test.each([true, false])("another resource's host is refused with the owner's name (new: %p)", (isNew) => {
  expect(conflict(OURS, claimant({ isNew }))).toMatchObject({
    kind: "ConflictError",
    step: "plan",
    what: "this host is already managed by another resource: urn:1",
    remedy: expect.stringMatching(/apply\.takeOver .*`rm -r \/var\/lib\/pulumi-dockerd`/) as string,
  });
});

test("a host of the same URN with another id is refused at an update: another backend has it", () => {
  expect(conflict(OURS, claimant({ urn: "urn:1" }))).toMatchObject({
    kind: "ConflictError",
    what: expect.stringContaining("another instance of this resource (dockerd-1)") as string,
  });
});

test.each([
  ["a resource that was renamed", urnOf("dev", "new"), true],
  ["one of another stack", urnOf("prod", "new"), false],
  ["one that has a parent by now", urnOf("dev", "new", `my:Host$${TYPE}`), false],
])("an alias is offered for a rename only: %s", (_name, urn, isOffered) => {
  const remedy =
    conflict({ ...OURS, urn: urnOf("dev", "old") }, claimant({ urn, isNew: true }))?.remedy ?? "";
  expect(remedy.includes('aliases: [{ name: "old" }]')).toBe(isOffered);
});

test.each([
  ["nobody's host", undefined, {}, undefined],
  ["its own host", OURS, { id: "dockerd-1" }, undefined],
  [
    "another instance's host",
    OURS,
    { urn: "urn:1" },
    "another instance of this resource managed (dockerd-1)",
  ],
  ["another resource's host", OURS, {}, "another resource managed (apply.takeOver): urn:1"],
])("the adoption of %s is noted if it had an owner", (_name, manifest, other, note) => {
  expect(adoptionNote(manifest, claimant(other))).toEqual(
    note === undefined ? undefined : expect.stringContaining(note),
  );
});

test.each<[string, Manifest | undefined, OriginalFile, Owned]>([
  ["the manifest says it", OURS, "none", OURS.owned],
  ["without a manifest and a first backup nothing is owned: a create was rolled back", undefined, "none", {}],
  [
    "with a first backup there was a manifest, and the state's word counts",
    undefined,
    "absent",
    { debug: true },
  ],
])("what is owned on a host: %s", (_name, manifest, first, owned) => {
  expect(ownedOnHost(manifest, first, { debug: true })).toEqual(owned);
});

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
