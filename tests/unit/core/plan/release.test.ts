import type { JsonObject } from "../../../../provider/core/json";
import { prepareRelease } from "../../../../provider/core/plan/release";
import type { NewContent } from "../../../../provider/core/desired/artefacts";
import { fileOf, hostOf, storedOf, surveyOf } from "../../fixtures";

const ORIGINAL = { labels: ["x=0", "a=0"], "max-concurrent-downloads": 4 };
const DROPPED = { labels: ["a"], "max-concurrent-downloads": true } as const;

function released(
  file: JsonObject,
  more: object,
): { file: NewContent | undefined; notes: readonly string[] } {
  const manifest = { format: 1, id: "dockerd-1", urn: "urn:1", owned: { debug: true }, ...more };
  const host = hostOf({
    daemonJson: fileOf(JSON.stringify(file)),
    original: fileOf(JSON.stringify(ORIGINAL)),
    manifest: JSON.stringify(manifest),
  });
  const { plan, notes } = prepareRelease("dockerd-1", storedOf(), surveyOf(host));
  return { file: plan?.file, notes };
}

test("dropped entries are restored as well, so the original file returns byte for byte", () => {
  expect(released({ labels: ["x=0"], debug: true }, { dropped: DROPPED })).toEqual({
    file: { kind: "original" },
    notes: [],
  });
});

test("a manifest without dropped entries restores only what is managed now", () => {
  const { file } = released({ labels: ["x=0"], debug: true }, {});
  expect(file).toMatchObject({ kind: "write", text: expect.not.stringContaining("downloads") as string });
});

test("a dropped entry that was set by others since is left alone", () => {
  const { file } = released({ labels: ["x=0", "a=unmanaged"], debug: true }, { dropped: DROPPED });
  expect(file?.kind === "write" && JSON.parse(file.text)).toEqual({
    labels: ["x=0", "a=unmanaged"],
    "max-concurrent-downloads": 4,
  });
});

test("a host that another resource manages is left unchanged", () => {
  expect(released({}, { id: "dockerd-2", urn: "urn:2" })).toEqual({
    file: undefined,
    notes: ["the host was left unchanged: it is managed by urn:2 now"],
  });
});

describe("an original that can't be parsed", () => {
  const manifest = JSON.stringify({ format: 1, id: "dockerd-1", urn: "urn:1", owned: {} });
  const survey = surveyOf(hostOf({ original: fileOf("{", { path: "/f" }), manifest }));

  test("is an error of a release that restores it", () => {
    expect(() => prepareRelease("dockerd-1", storedOf(), survey)).toThrow(/^ConflictError: cannot use \/f: /);
  });

  test("doesn't matter to a release that leaves everything", () => {
    const stored = storedOf({ apply: { onDelete: "leave" } });
    expect(prepareRelease("dockerd-1", stored, survey).plan?.file).toEqual({ kind: "keep" });
  });
});

test("a host whose systemctl fails can't be released: whether its engine runs is unknown", () => {
  const manifest = JSON.stringify({ format: 1, id: "dockerd-1", urn: "urn:1", owned: {} });
  const survey = surveyOf(hostOf({ manifest, systemdFailed: "1" }));
  expect(() => prepareRelease("dockerd-1", storedOf(), survey)).toThrow(
    /^UnsupportedHostError: systemctl show failed on the host \(exit status 1\)/,
  );
});
