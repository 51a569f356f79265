import type { Json, JsonObject } from "../../../../provider/core/json";
import { engineOutput, observedEngine, stoppedEngineOutput } from "../../../../provider/core/observed/engine";
import { caseFile } from "../../fixtures";

const recorded = (name: string): JsonObject =>
  JSON.parse(caseFile(`trixie/${name}`).toString()) as JsonObject;

test("a real engine's answers", () => {
  const engine = observedEngine(recorded("version.json"), recorded("info.json"));
  expect(engine.version).toEqual({ major: 26, minor: 1, patch: 5 });
  const { warnings, kernelVersion, ...output } = engineOutput(engine);
  expect(output).toEqual({
    running: true,
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

test("a stopped engine keeps its last known facts, but for its version", () => {
  const last = { running: true, version: "20.10.5", storageDriver: "overlay2", labels: ["a=1"] };
  const stopped = { ...last, running: false };
  expect(stoppedEngineOutput(last, "26.1.5")).toEqual({ ...stopped, version: "26.1.5" });
  expect(stoppedEngineOutput(last, undefined)).toEqual(stopped);
});

test("of a stopped engine that was never seen running only the version is known", () => {
  const output = stoppedEngineOutput({}, "26.1.5");
  expect(output).toMatchObject({ running: false, version: "26.1.5", apiVersion: null, labels: [] });
});

test("what an engine doesn't tell is null or empty", () => {
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
  [null, {}, "an answer is no JSON object"],
  [{ Version: "26.1.5" }, [], "an answer is no JSON object"],
  [{}, {}, "GET /version names no version"],
  [{ Version: "dev" }, {}, "GET /version names no version"],
  [{ Version: 26.1 }, {}, "GET /version names no version"],
  [{ message: "page not found" }, {}, "GET /version names no version"],
])("%j and %j aren't an engine's", (version, info, message) => {
  expect(() => observedEngine(version, info)).toThrow(new TypeError(message));
});
