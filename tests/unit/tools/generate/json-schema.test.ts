import Ajv from "ajv";
import { onlyVersion, parseEngineVersion } from "../../../../provider/core/engine-version";
import type { Json } from "../../../../provider/core/json";
import { catalogue, optionName } from "../../../../provider/core/options";
import { releaseFindings } from "../../../../provider/core/schema/releases";
import { jsonSchema, SCHEMA_VERSIONS } from "../../../../tools/generate/json-schema";

const validator = (release: string) =>
  new Ajv({ strict: true, strictTypes: false }).compile(jsonSchema(release));

describe.each([...SCHEMA_VERSIONS])("daemon.json of engine %s", (release) => {
  const validate = validator(release);
  const engine = onlyVersion(parseEngineVersion(release)!);

  test("the schema accepts each option's example if the engine knows it, and rejects it otherwise", () => {
    const wrong = catalogue.filter(({ key, type, example }) => {
      const found = releaseFindings({ [optionName(key)]: example }, engine);
      const known = !found.some(({ verdict }) => verdict === "refused");
      return validate({ [key]: type.toFile(example) }) !== known;
    });
    expect(wrong.map(({ key }) => key)).toEqual([]);
  });

  test.each<[string, Json]>([
    ["registry-mirror", ["https://m"]],
    ["debug", "true"],
    ["labels", { a: "1" }],
    ["log-opts", { "max-file": 3 }],
    ["log-level", "verbose"],
  ])("the schema rejects %s: %j", (key, value) => {
    expect(validate({ [key]: value })).toBe(false);
  });
});

test.each<[string, Json, string, boolean]>([
  ["builder", { gc: { keepDuration: "1h" } }, "29.7", false],
  ["builder", { gc: { defaultMaxUsedSpace: "1GB" } }, "27.5", false],
  ["builder", { gc: { defaultMaxUsedSpace: "1GB" } }, "28.0", true],
  ["runtimes", { r: { runtimeType: "io.containerd.runsc.v1" } }, "23.0", false],
  ["runtimes", { r: { runtimeType: "io.containerd.runsc.v1", options: { a: [1] } } }, "24.0", true],
  ["default-address-pools", [{ base: "10.0.0.0/8" }], "29.7", false],
  ["default-ulimits", { nofile: { Name: "nofile", Soft: 1 } }, "29.7", false],
])("%s %j is valid for engine %s: %s", (key, value, release, good) => {
  expect(validator(release)({ [key]: value })).toBe(good);
});

test("the schema describes an option, its default in that release, and its deprecation", () => {
  const properties = jsonSchema("28.5").properties as Record<string, Record<string, Json>>;
  expect(properties.labels).toEqual({
    type: "array",
    items: { type: "string", pattern: "^[^=]+=" },
    description:
      "Labels of the engine, as `docker info` shows them and Swarm placement constraints use them. " +
      "A change reloads the engine; removing the option restarts it.",
    default: [],
  });
  expect(properties["host-gateway-ip"]).toMatchObject({ deprecated: true });
  const older = jsonSchema("26.1").properties as Record<string, Record<string, Json>>;
  expect([older.ip6tables?.default, properties.ip6tables?.default]).toEqual([false, true]);
});
