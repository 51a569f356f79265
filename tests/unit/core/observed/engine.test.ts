import type { Json, JsonObject } from "../../../../provider/core/json";
import { engineOutput, observedEngine } from "../../../../provider/core/observed/engine";
import { caseFile } from "../../fixtures";

const recorded = (name: string): JsonObject =>
  JSON.parse(caseFile(`trixie/${name}`).toString()) as JsonObject;

test("a real engine's answers", () => {
  const engine = observedEngine(recorded("version.json"), recorded("info.json"));
  expect(engine.version).toEqual({ major: 26, minor: 1, patch: 5 });
  const { warnings, kernelVersion, ...output } = engineOutput(engine);
  expect(output).toEqual({
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

test("what an engine doesn't tell is null or empty", () => {
  const output = engineOutput(observedEngine({ Version: "17.06.2-ce" }, {}));
  expect(Object.entries(output).filter(([, value]) => value !== null)).toEqual([
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
