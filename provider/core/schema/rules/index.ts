import type { EngineRange } from "../../engine-version";
import type { JsonObject } from "../../json";
import type { Finding } from "../finding";
import { apiRules } from "./api";
import { builderRules } from "./builder";
import { driverRules } from "./drivers";
import { networkRules } from "./network";
import { type Rule } from "./rule";
import { runtimeRules } from "./runtime";

const rules: readonly Rule[] = [
  ...networkRules,
  ...apiRules,
  ...runtimeRules,
  ...driverRules,
  ...builderRules,
];

const isForAll = ({ from, to }: Rule): boolean => from === undefined && to === undefined;

/**
 * Checks declared options against the rules. A rule for certain releases refuses if all engines of the range are among
 * them, and warns if some are.
 */
export function ruleFindings(options: JsonObject, engines: EngineRange | undefined): readonly Finding[] {
  return rules.flatMap((rule) => {
    const verdict = verdictOf(rule, engines);
    if (verdict === undefined) return [];
    return rule.broken(options).map(({ at, reason }): Finding => {
      return { path: ["options", ...(typeof at === "string" ? [at] : at)], verdict, reason };
    });
  });
}

function verdictOf(rule: Rule, engines: EngineRange | undefined): Finding["verdict"] | undefined {
  if (isForAll(rule)) return "refused";
  if (engines === undefined) return rule.unlessKnown === true ? "refused" : undefined;
  const { from = "0.0", to } = rule;
  if (engines.within(from, to)) return "refused";
  return engines.touches(from, to) ? "warning" : undefined;
}

/** Only the findings of rules for certain releases: those that a check without an engine's version can't have. */
export function releaseRuleFindings(options: JsonObject, engines: EngineRange): readonly Finding[] {
  const all = ruleFindings(options, undefined);
  const known = new Set(all.map((finding) => JSON.stringify(finding)));
  return ruleFindings(options, engines).filter((finding) => !known.has(JSON.stringify(finding)));
}
