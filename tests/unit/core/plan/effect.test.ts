import { parseEngineVersion } from "../../../../provider/core/engine-version";
import { EFFECTS, effectOf, greatest } from "../../../../provider/core/plan/effect";

test.each([
  // A reload applies it; its removal is sticky.
  ["labels", false, "17.06.2-ce", "reload"],
  ["labels", false, "20.10.24", "reload"],
  ["labels", false, "26.1.5", "reload"],
  ["labels", true, "26.1.5", "restart"],
  ["debug", false, "17.06.2-ce", "reload"],
  ["debug", true, "17.06.2-ce", "restart"],
  ["registry-mirrors", false, "17.06.2-ce", "reload"],
  ["registry-mirrors", false, "17.03.2-ce", "restart"],
  ["registry-mirrors", true, "20.10.24", "restart"],
  // No engine reloads these.
  ["log-opts", false, "17.06.2-ce", "restart"],
  ["log-opts", false, "26.1.5", "restart"],
  // Nobody knows.
  ["some-key", false, "26.1.5", "restart"],
  ["constructor", false, "26.1.5", "restart"],
])("%s (leaves: %s) in engine %s needs a %s", (key, leaves, version, effect) => {
  expect(effectOf(key, leaves, parseEngineVersion(version)!)).toBe(effect);
});

test.each([
  [[], "none"],
  [["none"], "none"],
  [["none", "reload"], "reload"],
  [["reload", "restart", "none"], "restart"],
] as const)("the greatest of %j is %s", (effects, effect) => {
  expect(greatest(effects)).toBe(effect);
});

test("effects stand in order, the least first", () => {
  expect(EFFECTS).toEqual(["none", "reload", "restart"]);
});
