import type { JsonObject } from "../../../../provider/core/json";
import { observedEngine } from "../../../../provider/core/observed/engine";
import { keptBridgeConflict } from "../../../../provider/core/plan/kept-bridge";
import { planDeclared } from "../../../../provider/core/plan/plan";

const LIVE = { "live-restore": true };
const RUNNING = [{ Names: ["/web"] }, { Names: ["/db"] }];

function conflict(
  declared: JsonObject,
  {
    live = true,
    found = LIVE,
    containers = RUNNING,
  }: { live?: boolean; found?: JsonObject; containers?: JsonObject[] },
): string | undefined {
  const bridge = { Options: { "com.docker.network.driver.mtu": "1500" } };
  const engine = observedEngine({ Version: "26.1.5" }, { LiveRestoreEnabled: live }, bridge, containers);
  const unit = { argv: ["/usr/sbin/dockerd"], dropIn: undefined };
  return keptBridgeConflict(planDeclared(declared, {}, unit, { found, engine, dropIn: undefined }), engine)
    ?.what;
}

test("settings of the bridge that live-restore keeps are refused, with the containers' names", () => {
  expect(conflict({ mtu: 1400, icc: false, labels: ["a=1"] }, {})).toBe(
    "mtu, icc: a restart doesn't change the default bridge while live-restore keeps containers running: web, db",
  );
});

test.each<[string, string | undefined]>([
  ["no container runs", conflict({ mtu: 1400 }, { containers: [] })],
  ["live-restore isn't in effect", conflict({ mtu: 1400 }, { live: false })],
  ["live-restore ends with the change", conflict({ mtu: 1400, "live-restore": false }, {})],
  ["the bridge has the value already", conflict({ mtu: 1500 }, {})],
  ["the setting concerns new networks", conflict({ "default-address-pools": [] }, {})],
  ["the setting isn't of the bridge", conflict({ "log-driver": "journald" }, {})],
])("nothing is refused if %s", (_name, what) => {
  expect(what).toBeUndefined();
});
