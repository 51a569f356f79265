import { type EngineRange, type EngineVersion, onlyVersion } from "../engine-version";
import type { ErrorFacts } from "../errors";
import type { JsonObject } from "../json";
import { declaredRange, effectiveOptions } from "./check";
import type { Finding } from "./finding";
import { pathText } from "./path";
import { releaseFindings } from "./releases";
import { releaseRuleFindings } from "./rules";

/** What is said of options because of engines' releases, by their lifetimes and by rules. */
export function releaseBound(options: JsonObject, engines: EngineRange): readonly Finding[] {
  return [...releaseFindings(options, engines), ...releaseRuleFindings(options, engines)];
}

/** What a host's engine says to a program's inputs by its release alone, before anything is touched. */
export interface Gate {
  /** Why they can't be brought about there; undefined where they can. */
  readonly refusal?: ErrorFacts;
  /** What will have no effect, or is going to be refused by a newer engine. */
  readonly warnings: readonly string[];
}

/** `versionText` is how the engine itself writes its version. */
export function engineGate(inputs: JsonObject, version: EngineVersion, versionText: string): Gate {
  const options = effectiveOptions(inputs);
  const found = releaseBound(options, onlyVersion(version));
  const told = (verdict: Finding["verdict"]): readonly string[] =>
    found
      .filter((finding) => finding.verdict === verdict)
      .map(({ path, reason }) => `${pathText(path)}: ${reason}`);
  const range = declaredRange(inputs);
  const outside =
    range === undefined || range.has(version)
      ? []
      : [
          `engineVersion: ${JSON.stringify(inputs.engineVersion)} doesn't take ${versionText}; write a range that does`,
        ];
  const refused = [...outside, ...told("refused")];
  const warnings = told("warning");
  if (refused.length === 0) return { warnings };
  const refusal: ErrorFacts = {
    kind: "OptionError",
    step: "plan",
    what: `engine ${versionText} can't run as declared`,
    detail: refused.join("\n"),
    remedy: "change these options; declare engineVersion to have them checked before any host is reached",
  };
  return { refusal, warnings };
}
