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

const MANIFEST: Manifest = {
  format: 1,
  id: "dockerd-1",
  urn: "urn:1",
  owned: { labels: ["a"], debug: true },
};

test("a manifest is read back as it was written", () => {
  expect(parseManifest(JSON.stringify(MANIFEST))).toEqual(MANIFEST);
  expect(parseManifest(`${JSON.stringify({ ...MANIFEST, later: 1 })}\n`)).toEqual({ ...MANIFEST, later: 1 });
});

test.each([
  ["", /JSON/],
  ["{", /JSON/],
  ["null", "unexpected format"],
  ["[]", "unexpected format"],
  ["{}", "unexpected format"],
  [JSON.stringify({ ...MANIFEST, format: 2 }), "unexpected format"],
  [JSON.stringify({ ...MANIFEST, id: 1 }), "unexpected format"],
  [JSON.stringify({ ...MANIFEST, urn: null }), "unexpected format"],
  [JSON.stringify({ ...MANIFEST, owned: [] }), "unexpected format"],
])("%j is not a manifest", (text, message) => {
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
  ["its own host", MANIFEST, { id: "dockerd-1", urn: "urn:1" }],
  ["its own host after it was renamed", MANIFEST, { id: "dockerd-1" }],
  ["a host with its URN at create: a retry or a replacement", MANIFEST, { urn: "urn:1", isNew: true }],
  ["another resource's host with apply.takeOver", MANIFEST, { takeOver: true }],
  ["another instance's host with apply.takeOver", MANIFEST, { urn: "urn:1", takeOver: true }],
])("a resource may change %s", (_name, manifest, other) => {
  expect(conflict(manifest, claimant(other))).toBeUndefined();
});

test.each([true, false])("another resource's host is refused with the owner's name (new: %p)", (isNew) => {
  expect(conflict(MANIFEST, claimant({ isNew }))).toMatchObject({
    kind: "ConflictError",
    step: "plan",
    what: "this host is already managed by another resource: urn:1",
    remedy: expect.stringMatching(/apply\.takeOver .*`rm -r \/var\/lib\/pulumi-dockerd`/) as string,
  });
});

test("an update is refused on a host with the same URN and another id, which another backend manages", () => {
  expect(conflict(MANIFEST, claimant({ urn: "urn:1" }))).toMatchObject({
    kind: "ConflictError",
    what: expect.stringContaining("another instance of this resource (dockerd-1)") as string,
  });
});

test.each([
  ["a resource that was renamed", urnOf("dev", "new"), true],
  ["a resource of another stack", urnOf("prod", "new"), false],
  ["a resource that has a parent now", urnOf("dev", "new", `my:Host$${TYPE}`), false],
])("an alias is offered for a rename only: %s", (_name, urn, isOffered) => {
  const remedy =
    conflict({ ...MANIFEST, urn: urnOf("dev", "old") }, claimant({ urn, isNew: true }))?.remedy ?? "";
  expect(remedy.includes('aliases: [{ name: "old" }]')).toBe(isOffered);
});

test.each([
  ["an unmanaged host", undefined, {}, undefined],
  ["its own host", MANIFEST, { id: "dockerd-1" }, undefined],
  [
    "another instance's host",
    MANIFEST,
    { urn: "urn:1" },
    "another instance of this resource managed (dockerd-1)",
  ],
  ["another resource's host", MANIFEST, {}, "another resource managed (apply.takeOver): urn:1"],
])("the adoption of %s is noted if it had an owner", (_name, manifest, other, note) => {
  expect(adoptionNote(manifest, claimant(other))).toEqual(
    note === undefined ? undefined : expect.stringContaining(note),
  );
});

test.each<[string, Manifest | undefined, OriginalFile, Owned]>([
  ["the manifest lists the owned keys", MANIFEST, "none", MANIFEST.owned],
  [
    "a host without a manifest and an original has none, since a create was rolled back",
    undefined,
    "none",
    {},
  ],
  [
    "a host with an original but no manifest has those of the Pulumi state",
    undefined,
    "absent",
    { debug: true },
  ],
])("owned keys: %s", (_name, manifest, original, owned) => {
  expect(ownedOnHost(manifest, original, { debug: true })).toEqual(owned);
});

describe("a managed key that is no longer declared", () => {
  const manifestWith = (owned: Owned, dropped?: Owned): Manifest => ({
    ...MANIFEST,
    owned,
    ...(dropped === undefined ? {} : { dropped }),
  });

  test.each<[string, Manifest | undefined, Owned, Owned]>([
    ["no manifest", undefined, { debug: true }, {}],
    ["no change", manifestWith({ labels: ["a"], debug: true }), { labels: ["a"], debug: true }, {}],
    ["an entry", manifestWith({ labels: ["a", "b"] }), { labels: ["b", "c"] }, { labels: ["a"] }],
    ["all entries", manifestWith({ labels: ["a"] }), {}, { labels: ["a"] }],
    ["a whole key", manifestWith({ debug: true }), {}, { debug: true }],
    [
      "a key beside earlier ones",
      manifestWith({ debug: true }, { labels: ["a"] }),
      {},
      { labels: ["a"], debug: true },
    ],
    [
      "another entry of a key",
      manifestWith({ labels: ["b"] }, { labels: ["a"] }),
      {},
      { labels: ["b", "a"] },
    ],
    [
      "a key that is declared again is managed again",
      manifestWith({}, { labels: ["a"], debug: true }),
      { labels: ["a"], debug: true },
      {},
    ],
  ])("is recorded as dropped in the manifest: %s", (_name, manifest, declared, dropped) => {
    expect(droppedAfter(manifest, manifest?.owned ?? {}, declared)).toEqual(dropped);
  });

  test.each<[string, Manifest, JsonObject, Owned]>([
    ["a manifest without dropped keys", manifestWith({ debug: true }), { debug: true }, { debug: true }],
    [
      "a key that isn't in the file",
      manifestWith({ labels: ["a"] }, { labels: ["b"], debug: true }),
      { labels: ["a=1", "x=1"] },
      { labels: ["a", "b"], debug: true },
    ],
    [
      "a key that was set by others since",
      manifestWith({ labels: ["a"] }, { labels: ["b", "c"], debug: true }),
      { labels: ["a=1", "b=unmanaged"], debug: false },
      { labels: ["a", "c"] },
    ],
  ])("is restored at destroy unless it was set by others since: %s", (_name, manifest, found, owned) => {
    expect(ownedAtLast(manifest, found)).toEqual(owned);
  });
});
