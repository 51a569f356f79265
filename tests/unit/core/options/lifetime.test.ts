import { onlyVersion, parseEngineRange, parseEngineVersion } from "../../../../provider/core/engine-version";
import { type Lifetime, standings } from "../../../../provider/core/options/lifetime";

const whole: Lifetime = { since: "18.09", deprecated: "23.0", ignored: "25.0", removed: "28.0" };
const gapped: Lifetime = { since: "17.12.1", gaps: [["18.01", "18.02"]] };

test.each<[Lifetime, string, string[]]>([
  [whole, "17.06.2", ["not yet known"]],
  [whole, "18.09.0", ["taken"]],
  [whole, "20.10.24", ["taken"]],
  [whole, "23.0.0", ["deprecated"]],
  [whole, "25.0.3", ["ignored"]],
  [whole, "28.0.0", ["removed"]],
  [whole, "29.7.1", ["removed"]],
  [{ since: "1.10", deprecated: "28.0" }, "29.0.0", ["deprecated"]],
  [{ since: "1.12", deprecated: "27.0", ignored: "27.0", removed: "28.0" }, "27.1.0", ["ignored"]],
  [{ since: "1.12", deprecated: "27.0", ignored: "27.0", removed: "28.0" }, "26.1.0", ["taken"]],
  [{ since: "28.0.2" }, "28.0.1", ["not yet known"]],
  [{ since: "28.0.2" }, "28.0.2", ["taken"]],
  [gapped, "17.12.0", ["not yet known"]],
  [gapped, "17.12.1", ["taken"]],
  [gapped, "18.01.0", ["not yet known"]],
  [gapped, "18.02.0", ["taken"]],
])("%j in engine %s is %j", (lifetime, version, expected) => {
  expect(standings(lifetime, onlyVersion(parseEngineVersion(version)!))).toEqual(expected);
});

test.each<[Lifetime, string, string[]]>([
  [whole, ">=20.10 <23", ["taken"]],
  [whole, ">=20.10 <25", ["taken", "deprecated"]],
  [whole, ">=17.06", ["taken", "deprecated", "ignored", "removed", "not yet known"]],
  [whole, "24.x || 28.5.2", ["deprecated", "removed"]],
  [whole, ">=28", ["removed"]],
  [gapped, ">=17.12.1 <18.06", ["taken", "not yet known"]],
  [gapped, "18.1.x", ["not yet known"]],
])("%j in engines %s is %j", (lifetime, range, expected) => {
  expect(standings(lifetime, parseEngineRange(range)!)).toEqual(expected);
});
