import { artifacts, fileAfter, outputsOf } from "../../../provider/resources/outputs";
import { fileOf, hostOf, planOf } from "../fixtures";

test("outputs echo the inputs", () => {
  const inputs = { connection: { host: "h" }, options: { debug: true }, __urn: "urn:1" };
  const lastChange = {
    effect: "reload",
    verified: true,
    seconds: 1.5,
    steps: [{ name: "connect", seconds: 1.5 }],
    unverified: [],
  };
  const endpoints = ["fd://"];
  const outputs = outputsOf(inputs, {
    engine: { version: "26.1.5" },
    endpoints,
    daemonJson: fileOf("{}\n"),
    hostKeyFingerprint: "SHA256:x",
    lastChange,
    cli: { cliVersion: "26.1.5", cliFile: "1 2 /usr/bin/docker" },
    machineId: undefined,
  });
  const seen = { status: "applied", cliVersion: "26.1.5", cliFile: "1 2 /usr/bin/docker", machineId: null };
  expect(outputs).toMatchObject({
    ...inputs,
    ...seen,
    endpoints,
    hostKeyFingerprint: "SHA256:x",
    lastChange,
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

test("no file, no artifact", () => {
  expect(artifacts(undefined)).toEqual([]);
});

test("a new file is root's, 0644", () => {
  const host = hostOf({ target: "/srv/d.json" });
  expect(fileAfter(planOf({ file: { kind: "write", text: "{}\n" } }), host)).toEqual({
    path: "/srv/d.json",
    mode: "644",
    owner: "0:0",
    text: "{}\n",
    bytes: Buffer.from("{}\n"),
  });
});

test("a new file with a sensitive value is readable by root only", () => {
  const after = { "log-opts": { "splunk-token": "T" } };
  const plan = planOf({ file: { kind: "write", text: "{}\n" }, after });
  expect(fileAfter(plan, hostOf())).toMatchObject({ mode: "600", owner: "0:0" });
});

test("a file that was there keeps mode and owner", () => {
  const daemonJson = fileOf("old", { mode: "600", owner: "1:2" });
  const after = fileAfter(planOf({ file: { kind: "write", text: "new" } }), hostOf({ daemonJson }));
  expect(after).toEqual({ ...daemonJson, text: "new", bytes: Buffer.from("new") });
  expect(fileAfter(planOf(), hostOf({ daemonJson }))).toBe(daemonJson);
});
