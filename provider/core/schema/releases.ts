import type { EngineRange } from "../engine-version";
import type { Json, JsonObject } from "../json";
import { optionByName, type OptionType } from "../options";
import { type Lifetime, type Standing, standings } from "../options/lifetime";
import type { Finding } from "./finding";
import type { Path } from "../property-path";

/** Checks declared options, and the members of their values, against the releases of engines. */
export function releaseFindings(options: JsonObject, engines: EngineRange): readonly Finding[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const option = optionByName(name);
    if (option === undefined) return [];
    const path = ["options", name];
    const own = lifetimeFindings(option, engines, path);
    return own.some(({ verdict }) => verdict === "refused")
      ? own
      : [...own, ...partFindings(option.type, value, engines, path)];
  });
}

function partFindings(type: OptionType, value: Json, engines: EngineRange, path: Path): readonly Finding[] {
  return (type.parts?.(value) ?? []).flatMap(({ at, value: inner, type: its, field }) => {
    const here = [...path, at];
    const own = field === undefined ? [] : lifetimeFindings({ since: "0.0", ...field }, engines, here);
    return [...own, ...partFindings(its, inner, engines, here)];
  });
}

type Documented = Lifetime & { readonly replacement?: string };

function lifetimeFindings(lifetime: Documented, engines: EngineRange, path: Path): readonly Finding[] {
  const found = standings(lifetime, engines);
  const all = found.every((standing) => REFUSED.has(standing));
  return found
    .filter((standing) => standing !== "taken")
    .map((standing): Finding => {
      // Refused if every engine of the range refuses it; a warning if some do.
      const verdict = all && REFUSED.has(standing) ? "refused" : "warning";
      return { path, verdict, reason: reasonOf(standing, lifetime) };
    });
}

const REFUSED: ReadonlySet<Standing> = new Set(["removed", "not yet known"]);

function reasonOf(standing: Standing, lifetime: Documented): string {
  const { since, deprecated, ignored, removed, replacement, gaps = [] } = lifetime;
  const instead = replacement === undefined ? "leave it out" : `use ${replacement}`;
  const but = gaps.map(([from, to]) => `, except from ${from} to before ${to}`).join("");
  const reasons: Readonly<Record<Exclude<Standing, "taken">, string>> = {
    deprecated: `is deprecated since engine ${String(deprecated)}; ${instead}`,
    ignored: `has no effect since engine ${String(ignored)}; ${instead}`,
    removed: `was removed in engine ${String(removed)}; ${instead}`,
    "not yet known": `requires engine ${since} or newer${but}; leave it out, or upgrade the engine`,
  };
  return standing === "taken" ? "" : reasons[standing];
}
