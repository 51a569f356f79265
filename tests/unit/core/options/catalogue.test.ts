import type { Json } from "../../../../provider/core/json";
import { catalogue, optionByKey, optionByName, optionName } from "../../../../provider/core/options";

const all = catalogue.map((option) => [option.key, option] as const);

describe.each(all)("the option %s", (key, option) => {
  test("has a doc of whole sentences", () => {
    expect(option.doc).toMatch(/^[A-Z].*\.$/s);
  });

  test("has an example that passes its own check", () => {
    expect(option.type.schema.safeParse(option.example).error).toBeUndefined();
  });

  test("has an example that is read back unchanged from daemon.json", () => {
    expect(option.type.fromFile(option.type.toFile(option.example))).toEqual(option.example);
  });

  test("has a default that is rendered unchanged into daemon.json, or none", () => {
    if (option.default === null) return;
    const declared = option.type.fromFile(option.default);
    expect(declared).toBeDefined();
    expect(option.type.toFile(declared!)).toEqual(option.default);
    // An empty text is how the engine says "none"; a program leaves the option out.
    if (declared !== "") expect(option.type.schema.safeParse(declared).success).toBe(true);
  });

  test("is found by its key and by its name", () => {
    expect(optionByKey(key)).toBe(option);
    expect(optionByName(optionName(key))).toBe(option);
    expect(optionName(key)).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  test("names flags and releases as dockerd does", () => {
    for (const { name } of option.flags) {
      expect(name).toMatch(/^(--?[a-z][a-z0-9-]+|-[A-Za-z])$/);
      if (/^-[a-z].+/.test(name))
        expect(option.flags).toContainEqual(expect.objectContaining({ name: `-${name}` }));
    }
    const flagReleases = option.flags.flatMap(({ since, deprecated, removed }) => [
      since,
      deprecated,
      removed,
    ]);
    const { since, deprecated, ignored, removed, reloadSince, gaps = [] } = option;
    const releases = [since, deprecated, ignored, removed, reloadSince, ...gaps.flat(), ...flagReleases];
    for (const release of releases) expect(release ?? "1.0").toMatch(/^\d+\.\d+(\.\d+)?$/);
  });

  test.each<Json>([
    null,
    1,
    "text",
    true,
    [],
    [1],
    [null],
    [["a"]],
    [{}],
    {},
    { Labels: 1 },
    { RegistryConfig: [] },
  ])("can be read from any response and normalized without an exception: %j", (value) => {
    expect(() => option.observable?.normalise(value)).not.toThrow();
    expect(() => option.observable?.normalise(option.observable.read(value) ?? null)).not.toThrow();
    expect(() => option.type.fromFile(value)).not.toThrow();
  });

  test("is normalized idempotently", () => {
    const normalise = option.observable?.normalise ?? ((value) => value);
    const once = normalise(option.type.toFile(option.example));
    expect(normalise(once)).toEqual(once);
  });
});

test("no two options share a key, a name or a flag", () => {
  const unique = (names: readonly string[]): void => expect([...new Set(names)]).toEqual(names);
  unique(catalogue.map((option) => option.key));
  unique(catalogue.map((option) => optionName(option.key)));
  // host-gateway-ip's flag became that of host-gateway-ips.
  unique(catalogue.flatMap(({ flags }) => flags.map(({ name, since = "" }) => `${name} ${since}`)));
});

test.each([
  ["registry-mirrors", "registryMirrors"],
  ["log-opts", "logOpts"],
  ["labels", "labels"],
  ["fixed-cidr-v6", "fixedCidrV6"],
  ["default-cgroupns-mode", "defaultCgroupnsMode"],
])("the key %s is declared as %s", (key, name) => {
  expect(optionName(key)).toBe(name);
});

test.each(["constructor", "__proto__", "toString", ""])("%j is not an option", (name) => {
  expect(optionByKey(name)).toBeUndefined();
  expect(optionByName(name)).toBeUndefined();
});
