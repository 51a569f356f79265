import type { Json, JsonObject } from "../../../../provider/core/json";
import { parseEngineVersion } from "../../../../provider/core/engine-version";
import { type Effect, EFFECTS, exceeds, greatest } from "../../../../provider/core/effect";
import { effectOf, withErrata } from "../../../../provider/core/plan/effect";
import { engineOf } from "../../fixtures";

const OFF = { buildkit: false };

test.each<[string, Json | undefined, Json | undefined, string, string]>([
  // A reload applies it; its removal is sticky.
  ["labels", undefined, ["a=1"], "17.06.2-ce", "reload"],
  ["labels", ["a=1"], ["a=2"], "20.10.24", "reload"],
  ["labels", ["a=1"], ["a=2"], "26.1.5", "reload"],
  ["labels", ["a=1"], undefined, "26.1.5", "restart"],
  ["debug", false, true, "17.06.2-ce", "reload"],
  ["debug", true, undefined, "17.06.2-ce", "restart"],
  ["registry-mirrors", [], ["https://m"], "17.06.2-ce", "reload"],
  ["registry-mirrors", [], ["https://m"], "17.03.2-ce", "restart"],
  ["registry-mirrors", ["https://m"], undefined, "20.10.24", "restart"],
  // A reload applies it, and resets it to the default when it is removed.
  ["max-concurrent-downloads", 3, 6, "20.10.24", "reload"],
  ["max-concurrent-downloads", 6, undefined, "28.5.2", "reload"],
  ["nri-opts", { enable: true }, undefined, "29.2.0", "reload"],
  ["network-diagnostic-port", 2000, undefined, "26.1.5", "reload"],
  // A reload records it, but the engine keeps using the old value.
  ["max-download-attempts", 5, 6, "26.1.5", "restart"],
  // A plugin that isn't found would stop the engine.
  ["authorization-plugins", [], ["p"], "26.1.5", "restart"],
  // No engine reloads these.
  ["log-opts", {}, { "max-size": "1m" }, "17.06.2-ce", "restart"],
  ["log-opts", {}, { "max-size": "1m" }, "26.1.5", "restart"],
  // One part of features is reloaded, the others aren't.
  ["features", undefined, OFF, "26.1.5", "reload"],
  ["features", OFF, undefined, "26.1.5", "reload"],
  ["features", OFF, { ...OFF, cdi: true }, "26.1.5", "restart"],
  ["features", { ...OFF, cdi: true }, { buildkit: true, cdi: true }, "26.1.5", "reload"],
  ["features", { buildkit: true, cdi: true }, undefined, "26.1.5", "restart"],
  ["features", {}, { unheard: true }, "26.1.5", "restart"],
  ["features", OFF, "text", "26.1.5", "reload"],
  // Unknown keys.
  ["some-key", 1, 2, "26.1.5", "restart"],
  ["constructor", 1, 2, "26.1.5", "restart"],
])("%s from %j to %j in engine %s requires a %s", (key, from, to, version, effect) => {
  expect(effectOf(key, from, to, parseEngineVersion(version)!)).toBe(effect);
});

test.each([
  [[], "none"],
  [["none"], "none"],
  [["none", "reload"], "reload"],
  [["reload", "restart", "none"], "restart"],
] as const)("the greatest of %j is %s", (effects, effect) => {
  expect(greatest(effects)).toBe(effect);
});

test("effects are in order, the least first", () => {
  expect(EFFECTS).toEqual(["none", "reload", "restart"]);
});

test.each([
  ["reload", "none", true],
  ["restart", "reload", true],
  ["reload", "reload", false],
  ["none", "reload", false],
] as const)("%s exceeds %s: %s", (effect, limit, expected) => {
  expect(exceeds(effect, limit)).toBe(expected);
});

const LIVE = { "live-restore": true };

test.each<[string, Effect, string, JsonObject, boolean, Effect]>([
  [
    "a reload that loses host-gateway, if a restart keeps containers",
    "reload",
    "28.5.2",
    LIVE,
    true,
    "restart",
  ],
  ["the same reload, if a restart would stop them", "reload", "28.5.2", {}, false, "reload"],
  ["the same reload, if the next start is without live-restore", "reload", "28.5.2", {}, true, "reload"],
  ["a reload of a corrected release", "reload", "29.3.0", LIVE, true, "reload"],
  ["a reload of an older release", "reload", "26.1.5", LIVE, true, "reload"],
  ["a reload that loses dns", "reload", "29.1.0", { dns: ["10.0.0.53"] }, false, "restart"],
  ["a reload without dns to lose", "reload", "29.1.0", {}, false, "reload"],
  ["no change", "none", "29.1.0", { dns: ["10.0.0.53"] }, true, "none"],
])("%s: %s on engine %s", (_name, effect, version, after, live, expected) => {
  const engine = engineOf(version, { LiveRestoreEnabled: live });
  expect(withErrata(effect, { before: {}, after, argv: [] }, engine)).toBe(expected);
});
