import { outputsOf, refreshed } from "../../../../provider/core/outputs/outputs";
import type { Prepared } from "../../../../provider/core/plan/prepare";
import { engineOf, fileOf, hostOf, planOf, storedOf, surveyOf } from "../../fixtures";

const PREPARED: Prepared = {
  plan: planOf({ effect: "reload" }),
  declared: { debug: true, "some-new-key": 1 },
  manifest: { format: 1, id: "dockerd-1", urn: "urn:1", owned: {} },
  tls: undefined,
  notes: [],
};
const APPLIED = {
  engine: engineOf("26.1.5"),
  hostKeyFingerprint: "SHA256:x",
  seconds: 1.5,
  steps: [{ name: "connect", seconds: 1.5 }],
  lastEngine: { version: "20" },
};
const INPUTS = { connection: { host: "h" }, options: { debug: true }, __urn: "urn:1" };

test("outputs of a change echo the inputs and describe change, engine and file", () => {
  const survey = surveyOf(hostOf({ daemonJson: fileOf("{}\n") }));
  const cli = { cliVersion: "26.1.5", cliFile: "1 2 /usr/bin/docker" };
  const outputs = outputsOf(INPUTS, { ...survey, cli }, PREPARED, APPLIED);
  expect(outputs).toMatchObject({
    ...INPUTS,
    ...cli,
    engine: { running: true, version: "26.1.5" },
    endpoints: ["fd://"],
    hostKeyFingerprint: "SHA256:x",
    lastChange: { effect: "reload", verified: true, seconds: 1.5, unverified: ["some-new-key"] },
    status: "applied",
    machineId: null,
  });
  expect(outputs.artifacts).toEqual([
    {
      path: "/etc/docker/daemon.json",
      sha256: "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356",
      mode: "644",
      owner: "0:0",
    },
  ]);
});

test("outputs of a change on a stopped engine keep the last known facts of the engine", () => {
  const stopped = { ...APPLIED, engine: undefined };
  const outputs = outputsOf(INPUTS, surveyOf(), PREPARED, stopped);
  expect(outputs).toMatchObject({
    engine: { running: false, version: "26.1.5" },
    endpoints: [],
    lastChange: { verified: false },
  });
});

test("a host without daemon.json has no artifact", () => {
  expect(outputsOf(INPUTS, surveyOf(), PREPARED, APPLIED).artifacts).toEqual([]);
});

test("a refresh of a host that another resource manages keeps the machine of the last change", () => {
  const manifest = JSON.stringify({ format: 1, id: "dockerd-2", urn: "urn:2", owned: {} });
  const survey = surveyOf(hostOf({ manifest, machineId: "m2" }));
  const { inputs, observed } = refreshed(storedOf({ machineId: "m1" }), survey, {
    id: "dockerd-1",
    urn: "urn:1",
  });
  expect(inputs.drift).toEqual({ owner: "urn:2" });
  expect(observed).not.toHaveProperty("machineId");
});
