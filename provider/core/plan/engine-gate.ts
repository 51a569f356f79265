import { type EngineRange, onlyVersion } from "../engine-version";
import type { ErrorFacts } from "../errors";
import { declaredKeys, presentKeys } from "../desired/daemon-json";
import { isJsonObject, type JsonObject } from "../json";
import { unknownByHelp } from "../observed/help";
import type { EngineRelease } from "../observed/release";
import { optionName } from "../options";
import { declaredRange, effectiveOptions } from "../schema/check";
import type { Finding } from "../schema/finding";
import { pathText } from "../property-path";
import { releaseFindings } from "../schema/releases";
import { releaseRuleFindings } from "../schema/rules";

/** What is said of options because of engines' releases, by their lifetimes and by rules. */
export function releaseBound(options: JsonObject, engines: EngineRange): readonly Finding[] {
  return [...releaseFindings(options, engines), ...releaseRuleFindings(options, engines)];
}

/** What a host's engine says to a program's inputs by its release alone, before anything is touched. */
export interface Gate {
  /** Why they can't be applied there; undefined if they can. */
  readonly refusal?: ErrorFacts;
  /** What will have no effect, or is going to be refused by a newer engine. */
  readonly warnings: readonly string[];
}

/** `help` is what the engine's `dockerd --help` prints; left out where that is known to say nothing new. */
export function engineGate(inputs: JsonObject, { version, text }: EngineRelease, help?: string): Gate {
  const options = effectiveOptions(inputs);
  const ofRelease = releaseBound(options, onlyVersion(version));
  const named = new Set(ofRelease.map(({ path }) => path[1]));
  const unlisted = help === undefined ? [] : helpFindings(options, inputs.extraOptions, help);
  // What is said of its release says more.
  const found = [...ofRelease, ...unlisted.filter(({ path }) => !named.has(path[1]))];
  const linesOf = (verdict: Finding["verdict"]): readonly string[] =>
    found
      .filter((finding) => finding.verdict === verdict)
      .map(({ path, reason }) => `${pathText(path)}: ${reason}`);
  const range = declaredRange(inputs);
  const outside =
    range === undefined || range.has(version)
      ? []
      : [
          `engineVersion: ${JSON.stringify(inputs.engineVersion)} doesn't take ${text}; write a range that does`,
        ];
  const refused = [...outside, ...linesOf("refused")];
  const warnings = linesOf("warning");
  if (refused.length === 0) return { warnings };
  const refusal: ErrorFacts = {
    kind: "OptionError",
    step: "plan",
    what: `engine ${text} can't run as declared`,
    detail: refused.join("\n"),
    remedy: "change these options; declare engineVersion to have them checked before any host is reached",
  };
  return { refusal, warnings };
}

/** What an engine's own list of flags says against declared options, whatever its release ought to know. */
function helpFindings(
  options: JsonObject,
  extra: JsonObject[string] | undefined,
  help: string,
): readonly Finding[] {
  const keys = Object.keys(declaredKeys(options, {}));
  const own = unknownByHelp(keys, help).map((key): Finding => {
    const reason =
      "isn't in this engine's own `dockerd --help`; leave it out, or install a build that has it";
    return { path: ["options", optionName(key)], verdict: "refused", reason };
  });
  // A key that the catalogue doesn't have may well have no flag: the engine's own check is the judge.
  const others = unknownByHelp(presentKeys(isJsonObject(extra) ? extra : {}), help).map((key): Finding => {
    const reason =
      "isn't in the catalogue, and `dockerd --help` has no flag of that name; see that the engine knows it";
    return { path: ["extraOptions", key], verdict: "warning", reason };
  });
  return [...own, ...others];
}
