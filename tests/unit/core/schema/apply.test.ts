import type { JsonObject } from "../../../../provider/core/json";
import { HAZARD_NAMES } from "../../../../provider/core/options";
import { checkDaemonInputs } from "../../../../provider/core/schema/check";

const CONNECTION = { host: "10.0.0.11", hostKey: `SHA256:${"A".repeat(43)}` };
const failures = (apply: JsonObject): ReturnType<typeof checkDaemonInputs> =>
  checkDaemonInputs({ connection: CONNECTION, apply });

test("every hazard may be acknowledged, and every effect allowed", () => {
  for (const allowedEffect of ["none", "reload", "restart"])
    expect(failures({ acknowledge: HAZARD_NAMES, allowedEffect })).toEqual([]);
});

test.each<[JsonObject, string, string]>([
  [
    { acknowledge: ["stops-containers", "hide-data"] },
    "apply.acknowledge[1]",
    "unknown value; did you mean hides-data?",
  ],
  [
    { acknowledge: ["everything"] },
    "apply.acknowledge[0]",
    "unknown value; write one of stops-containers, hides-data, cuts-network, opens-api, authorization, breaks-host-gateway",
  ],
  [{ acknowledge: "hides-data" }, "apply.acknowledge", "is a string; write a list: [ ... ]"],
  [{ allowedEffect: "stop" }, "apply.allowedEffect", "unknown value; write one of none, reload, restart"],
])("apply: %j is refused at %s", (apply, path, reason) => {
  expect(failures(apply)).toEqual([{ path, reason }]);
});
