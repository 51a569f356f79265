import type { JsonObject } from "../../../../provider/core/json";
import { hostRefusal } from "../../../../provider/core/plan/host-gate";
import { engineOf } from "../../fixtures";

interface Given {
  readonly file?: JsonObject;
  readonly flags?: readonly string[];
  readonly info?: JsonObject;
}

const refusal = (declared: JsonObject, { file = {}, flags = [], info }: Given) =>
  hostRefusal(
    declared,
    { ...file, ...declared },
    {
      argv: ["/usr/bin/dockerd", ...flags],
      engine: info === undefined ? undefined : engineOf("28.5.2", info),
    },
  );

const NVIDIA = { runtimes: { nvidia: { path: "nvidia-container-runtime" } } };

test.each<[JsonObject, Given]>([
  [{ "default-runtime": "runc" }, {}],
  [{ "default-runtime": "io.containerd.runsc.v1" }, {}],
  [{ "default-runtime": "nvidia" }, { file: NVIDIA }],
  [{ "default-runtime": "nvidia", ...NVIDIA }, {}],
  [{ "default-runtime": "nvidia" }, { flags: ["--add-runtime", "nvidia=/usr/bin/nvidia"] }],
  [{ "default-runtime": "nvidia" }, { flags: ["--add-runtime=nvidia=/usr/bin/nvidia"] }],
  [{ "live-restore": true }, { info: { Swarm: { LocalNodeState: "inactive" } } }],
  [{ "live-restore": false }, { info: { Swarm: { LocalNodeState: "active" } } }],
  [{ "live-restore": true }, {}],
  [{ "cgroup-parent": "docker.slice" }, { info: { CgroupDriver: "systemd" } }],
  [{ "cgroup-parent": "/docker" }, { info: { CgroupDriver: "cgroupfs" } }],
  [{ "cgroup-parent": "/docker" }, {}],
])("%j works on a host with %j", (declared, given) => {
  expect(refusal(declared, given)).toBeUndefined();
});

test.each<[JsonObject, Given, RegExp]>([
  [{ "default-runtime": "nvidia" }, {}, /^options.defaultRuntime: no runtime nvidia is registered/],
  [{ "default-runtime": "nvidia" }, { file: { runtimes: { kata: {} } } }, /by a flag \(kata\); declare/],
  [
    { "live-restore": true },
    { info: { Swarm: { LocalNodeState: "active" } } },
    /^options.liveRestore: this host is in a Swarm \(active\)/,
  ],
  [
    { "cgroup-parent": "docker" },
    { info: { CgroupDriver: "systemd" } },
    /^options.cgroupParent: docker is not a slice/,
  ],
])("%j is refused on a host with %j", (declared, given, says) => {
  const facts = refusal(declared, given);
  expect(facts).toMatchObject({ kind: "OptionError", step: "plan" });
  expect(facts?.detail).toMatch(says);
});
