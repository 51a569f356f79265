import type { z } from "zod";
import { type EngineRange, parseEngineRange } from "../engine-version";
import { isJsonObject, type Json, jsonAt, type JsonObject } from "../json";
import { optionName } from "../options";
import { TLS_FILES, tlsFolder, tlsKeys } from "../options/tls-files";
import type { Failure } from "./failure";
import type { Finding } from "./finding";
import { type Inputs, INPUTS } from "./inputs";
import { schemaOf } from "./inputs/schema";
import { pathText } from "../property-path";
import { reasonOf } from "./reasons";
import { releaseFindings } from "./releases";
import { ruleFindings } from "./rules";
import { timeFailures } from "./times";
import { unknownName } from "./unknown-names";
import { hasUnknown, UNKNOWN } from "./unknowns";

const schema = schemaOf(INPUTS);

/**
 * Returns everything that is wrong with a `Daemon`'s inputs, all at once. Values that are unknown during a preview pass.
 * Keys that begin with `__` are the SDK's or Pulumi's, and are left alone.
 */
export function checkDaemonInputs(inputs: JsonObject): readonly Failure[] {
  const own = Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__")));
  const parsed = schema.safeParse(own);
  const ofShape = parsed.success ? [] : parsed.error.issues.flatMap((issue) => failuresOf(issue, own));
  const refused = findings(effectiveOptions(own), declaredRange(own)).filter(
    ({ verdict }) => verdict === "refused",
  );
  return [
    ...ofShape,
    ...twiceTls(own),
    ...bothAbsentAndDeclared(own),
    ...timeFailures(own),
    ...refused.map(({ path, reason }) => ({ path: pathText(path), reason })),
  ];
}

/** Some inputs, parsed or not. */
type RawOrParsed<Name extends keyof Inputs> = { readonly [name in Name]?: Json | Inputs[name] };

/** The options as an engine gets them: with those that declared TLS files set. */
export function effectiveOptions({ options: declared, tls }: RawOrParsed<"options" | "tls">): JsonObject {
  const options = isJsonObject(declared) ? declared : {};
  if (tls === UNKNOWN) return { ...UNKNOWN_TLS, ...options };
  return isJsonObject(tls) ? { ...options, ...tlsKeys(tls, options, tlsFolder("")) } : options;
}

/** The options that TLS files set, while those are unknown. */
const UNKNOWN_TLS: JsonObject = Object.fromEntries(
  ["tlsverify", ...TLS_FILES.map(({ key }) => key)].map((key) => [key, UNKNOWN]),
);

/** Refuses paths of TLS files that are declared as files as well. */
function twiceTls({ options, tls }: JsonObject): Failure[] {
  if (!isJsonObject(options) || !isJsonObject(tls)) return [];
  const twice = TLS_FILES.filter(({ key, input }) => options[key] !== undefined && tls[input] !== undefined);
  return twice.map(({ key, input }) => {
    return { path: `options.${key}`, reason: `is set by tls.${input} as well; leave out one of the two` };
  });
}

/** Refuses keys that extraOptions removes while an option sets them. */
function bothAbsentAndDeclared(inputs: JsonObject): Failure[] {
  const { extraOptions } = inputs;
  const options = effectiveOptions(inputs);
  const absent = Object.entries(isJsonObject(extraOptions) ? extraOptions : {}).filter(
    ([key, value]) => value === null && Object.hasOwn(options, optionName(key)),
  );
  return absent.map(([key]) => ({
    path: pathText(["extraOptions", key]),
    reason: `removes the key that options.${optionName(key)} or tls sets; leave out one of the two`,
  }));
}

/** Checks options against the rules across options, and against the releases of engines. */
export function findings(options: JsonObject, engines: EngineRange | undefined): readonly Finding[] {
  const ofReleases = engines === undefined ? [] : releaseFindings(options, engines);
  return [...ofReleases, ...ruleFindings(options, engines)];
}

/** Parses a program's `engineVersion`; undefined if it is not set, or no range. */
export function declaredRange({ engineVersion }: RawOrParsed<"engineVersion">): EngineRange | undefined {
  if (engineVersion === UNKNOWN) return UNDECIDED;
  return typeof engineVersion === "string" ? parseEngineRange(engineVersion) : undefined;
}

/** A range that is unknown during a preview: no finding depends on it. */
const UNDECIDED: EngineRange = { touches: () => false, within: () => false, has: () => true };

function failuresOf(issue: z.core.$ZodIssue, inputs: JsonObject): Failure[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownName(path, key));
  const value = jsonAt(inputs, path);
  if (hasUnknown(value)) return [];
  return [{ path: pathText(path), reason: reasonOf(issue, value) }];
}
