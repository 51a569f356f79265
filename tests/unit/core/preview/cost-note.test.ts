import type { Effect } from "../../../../provider/core/effect";
import { parseEngineVersion } from "../../../../provider/core/engine-version";
import type { JsonObject } from "../../../../provider/core/json";
import { costNotes } from "../../../../provider/core/preview/cost-note";

const LIVE = { engine: { liveRestore: true } };
const KEPT = { options: { liveRestore: true } };
const REFUSED = "refused while containers run, unless apply.acknowledge lists stops-containers";
const GATEWAY = "the reload breaks host-gateway on this engine";

test.each<[string, readonly Effect[], string, JsonObject, JsonObject, readonly string[]]>([
  ["a reload", ["reload"], "26.1.5", {}, {}, []],
  ["a restart", ["reload", "restart"], "26.1.5", {}, {}, [REFUSED]],
  [
    "an acknowledged restart",
    ["restart"],
    "26.1.5",
    {},
    { apply: { acknowledge: ["stops-containers"] } },
    ["the restart stops running containers"],
  ],
  [
    "a restart with live-restore",
    ["restart"],
    "26.1.5",
    LIVE,
    KEPT,
    ["containers keep running (live-restore)"],
  ],
  [
    "a restart that disables live-restore",
    ["restart"],
    "26.1.5",
    LIVE,
    { options: { liveRestore: false } },
    [REFUSED],
  ],
  [
    "live-restore that isn't in effect yet",
    ["restart"],
    "26.1.5",
    { engine: { liveRestore: false } },
    KEPT,
    [REFUSED],
  ],
  [
    "a reload of 28.5",
    ["reload"],
    "28.5.2",
    {},
    {},
    [`${GATEWAY}: refused if a container uses it, unless apply.acknowledge lists breaks-host-gateway`],
  ],
  [
    "an acknowledged reload of 28.5",
    ["reload"],
    "28.5.2",
    {},
    { apply: { acknowledge: ["breaks-host-gateway"] } },
    [GATEWAY],
  ],
  [
    "a reload of 28.5 with live-restore",
    ["reload"],
    "28.5.2",
    LIVE,
    KEPT,
    [
      "restart, since a reload would break host-gateway on this engine",
      "containers keep running (live-restore)",
    ],
  ],
  [
    "a restart beyond the allowed effect",
    ["restart"],
    "26.1.5",
    LIVE,
    { ...KEPT, apply: { allowedEffect: "reload" } },
    ["containers keep running (live-restore)", 'refused: apply.allowedEffect is "reload"'],
  ],
  [
    "a reload within the allowed effect",
    ["reload"],
    "26.1.5",
    {},
    { apply: { allowedEffect: "reload" } },
    [],
  ],
  ["no change", [], "28.5.2", {}, { apply: { allowedEffect: "none" } }, []],
])("the cost of %s", (_name, effects, version, outputs, inputs, notes) => {
  expect(costNotes({ effects, outputs, inputs, version: parseEngineVersion(version)! })).toEqual(notes);
});
