import { asObject, type Json, type JsonObject } from "../../json";
import type { Path } from "../../property-path";
import { optionByKey } from "../../options";
import { nearest } from "../../nearest";
import { type Broken, type Rule } from "./rule";

const twice = (record: JsonObject, path: Path): readonly Broken[] =>
  Object.keys(record)
    .filter((name) => /^(k|defaultK)eepStorage$/.test(name))
    .flatMap((name) => {
      const today = name === "keepStorage" ? "reservedSpace" : "defaultReservedSpace";
      const reason = `is the old name of ${today}, which is set as well; leave one of them out`;
      return Object.hasOwn(record, today) ? [{ at: [...path, name], reason }] : [];
    });

function names({ builder }: JsonObject): readonly Broken[] {
  const gc = asObject(asObject(builder).gc);
  const policies = Array.isArray(gc.policy) ? (gc.policy as Json[]) : [];
  return [
    ...twice(gc, ["builder", "gc"]),
    ...policies.flatMap((policy, at) => twice(asObject(policy), ["builder", "gc", "policy", at])),
  ];
}

/** Features may have any name: refuses one that is nearly a known one. */
function features({ features: declared }: JsonObject): readonly Broken[] {
  const known = (optionByKey("features")?.type.fields ?? []).map(({ key }) => key);
  return Object.keys(asObject(declared)).flatMap((name) => {
    const near = known.includes(name) ? undefined : nearest(name, known);
    return near === undefined
      ? []
      : [{ at: ["features", name], reason: `unknown feature; did you mean ${near}?` }];
  });
}

export const builderRules: readonly Rule[] = [{ broken: names }, { broken: features }];
