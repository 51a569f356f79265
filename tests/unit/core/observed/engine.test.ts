import type { Json, JsonObject } from "../../../../provider/core/json";
import { engineOutput, observedEngine, stoppedEngineOutput } from "../../../../provider/core/observed/engine";
import { releaseOf } from "../../../../provider/core/observed/release";
import { caseFile } from "../../fixtures";

const recorded = (name: string): JsonObject =>
  JSON.parse(caseFile(`trixie/${name}`).toString()) as JsonObject;

test("the recorded responses of a real engine become the output", () => {
  const engine = observedEngine(recorded("version.json"), recorded("info.json"));
  expect(engine.version).toEqual({ major: 26, minor: 1, patch: 5 });
  const { warnings, kernelVersion, ...output } = engineOutput(engine);
  expect(output).toEqual({
    running: true,
    liveRestore: false,
    version: "26.1.5+dfsg1",
    apiVersion: "1.45",
    minApiVersion: "1.24",
    gitCommit: "411e817",
    os: "Debian GNU/Linux 13 (trixie)",
    architecture: "x86_64",
    cgroupVersion: "2",
    cgroupDriver: "systemd",
    storageDriver: "overlay2",
    rootDir: "/var/lib/docker",
    debug: false,
    labels: ["region=eu", "role=web"],
    registryMirrors: ["https://mirror.example.com/"],
    swarm: "inactive",
  });
  expect(kernelVersion).toBe(recorded("info.json").KernelVersion);
  expect(warnings).toEqual([...(recorded("info.json").Warnings as string[])].sort());
});

test("a stopped engine keeps its last known facts, except for its version", () => {
  const last = { running: true, version: "20.10.5", storageDriver: "overlay2", labels: ["a=1"] };
  const stopped = { ...last, running: false };
  expect(stoppedEngineOutput(last, "26.1.5")).toEqual({ ...stopped, version: "26.1.5" });
  expect(stoppedEngineOutput(last, undefined)).toEqual(stopped);
});

test("a stopped engine that was never observed running has only its version", () => {
  const output = stoppedEngineOutput({}, "26.1.5");
  expect(output).toMatchObject({ running: false, version: "26.1.5", apiVersion: null, labels: [] });
});

test("values that an engine doesn't report are null or empty", () => {
  const output = engineOutput(observedEngine({ Version: "17.06.2-ce" }, {}));
  expect(Object.entries(output).filter(([, value]) => value !== null)).toEqual([
    ["running", true],
    ["version", "17.06.2-ce"],
    ["labels", []],
    ["registryMirrors", []],
    ["warnings", []],
  ]);
});

test.each<[Json, Json, string]>([
  [null, {}, "a response is not a JSON object"],
  [{ Version: "26.1.5" }, [], "a response is not a JSON object"],
  [{}, {}, "GET /version reports no version"],
  [{ Version: "dev" }, {}, "GET /version reports no version"],
  [{ Version: 26.1 }, {}, "GET /version reports no version"],
  [{ message: "page not found" }, {}, "GET /version reports no version"],
])("%j and %j are refused as responses of an engine", (version, info, message) => {
  expect(() => observedEngine(version, info)).toThrow(new TypeError(message));
});

describe("an engine with invalid responses", () => {
  const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "x" };
  const info = {
    OperatingSystem: SECRET,
    KernelVersion: 6,
    Architecture: ["x86_64"],
    CgroupDriver: `\u001b]0;pwned\u0007${"x".repeat(100_000)}`,
    Driver: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    Debug: "true",
    Labels: ["b=2", SECRET, null, "a=\u202e1"],
    Warnings: "none",
    RegistryConfig: { Mirrors: { 0: "https://m" } },
    Swarm: { LocalNodeState: SECRET },
  };
  const output = engineOutput(observedEngine({ Version: "26.1.5", ApiVersion: 1.45 }, info));

  test("has each field in its declared type, null or empty otherwise", () => {
    expect(output).toMatchObject({
      apiVersion: null,
      os: null,
      kernelVersion: null,
      architecture: null,
      debug: null,
      labels: ["a=\\x202e1", "b=2"],
      registryMirrors: [],
      swarm: null,
      warnings: [],
    });
  });

  test("has escaped texts of limited length, and none that Pulumi takes for an unknown value", () => {
    expect(output.cgroupDriver).toMatch(/^\\x1b\]0;pwned\\x07x+\.\.\.$/);
    expect(JSON.stringify(output).length).toBeLessThan(2000);
    expect(output.storageDriver).toBeNull();
    const many = engineOutput(observedEngine({ Version: "26.1.5" }, { Labels: Array(5000).fill("a=1") }));
    expect(many.labels).toHaveLength(1000);
  });

  test.each([
    ["20.10.24\u001b]0;pwned\u0007", "20.10.24"],
    ["26.1.5+dfsg1", "26.1.5+dfsg1"],
    ["17.06.2-ce", "17.06.2-ce"],
    ["28.0.0-rc.1 (made by me)", "28.0.0-rc.1"],
    [`26.1.5+${"x".repeat(1000)}`, `26.1.5+${"x".repeat(57)}`],
  ])("has a version without additions: %j", (reported, version) => {
    const engine = observedEngine({ Version: reported }, {});
    expect([engine.versionText, engineOutput(engine).version]).toEqual([version, version]);
    expect(releaseOf(undefined, `Docker version ${reported}, build x`)?.text).toBe(version);
  });
});
