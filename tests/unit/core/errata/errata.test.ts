import { parseEngineVersion } from "../../../../provider/core/engine-version";
import { ERRATA, errataOf, hasErratum } from "../../../../provider/core/errata/errata";
import { optionByKey } from "../../../../provider/core/options";

const version = (text: string): NonNullable<ReturnType<typeof parseEngineVersion>> =>
  parseEngineVersion(text)!;

test.each([
  ["26.1.5", []],
  ["28.5.2", ["reload-drops-host-gateway"]],
  [
    "29.1.0",
    [
      "reload-drops-host-gateway",
      "reload-drops-dns",
      "containerd-store-ignores-lists",
      "data-root-without-images",
    ],
  ],
  ["29.3.0", ["containerd-store-ignores-lists", "data-root-without-images"]],
])("engine %s has the errata %j", (text, ids) => {
  expect(errataOf(version(text)).map(({ id }) => id)).toEqual(ids);
  for (const { id } of ERRATA) expect(hasErratum(id, version(text))).toBe(ids.includes(id));
});

test("each erratum has a source, and concerns options of the catalogue", () => {
  for (const erratum of ERRATA) {
    expect(erratum.source).not.toBe("");
    const keys = "note" in erratum ? erratum.note.keys : [];
    for (const key of keys) expect(optionByKey(key)).toBeDefined();
  }
  expect(new Set(ERRATA.map(({ id }) => id)).size).toBe(ERRATA.length);
});
