import type { Effect } from "../../../../provider/core/effect";
import { parseEngineVersion } from "../../../../provider/core/engine-version";
import { settleTime } from "../../../../provider/core/plan/settle";

test.each<[string, Effect, readonly string[], number]>([
  ["a reload whose values are reported", "reload", ["labels", "registry-mirrors"], 0],
  ["a reload of a key that isn't reported", "reload", ["labels", "max-concurrent-downloads"], 2],
  ["a restart", "restart", ["labels"], 2],
  ["a change of files alone", "none", ["labels"], 0],
])("%s is verified again after a time", (_name, effect, keys, seconds) => {
  const changes = keys.map((key) => ({ key, from: 1, to: 2, effect }));
  expect(settleTime({ effect, changes }, parseEngineVersion("26.1.5")!)).toBe(seconds);
});
