import type { z } from "zod";
import { type EngineRange, parseEngineRange } from "../engine-version";
import { isJsonObject, type Json, jsonAt, type JsonObject } from "../json";
import { catalogue, optionByKey, optionByName, optionName } from "../options";
import { meantByFlag, misnamedMember } from "../options/misnomers";
import { TLS_FILES, tlsFolder, tlsKeys } from "../options/tls-files";
import type { Failure } from "./failure";
import type { Finding } from "./finding";
import { type Inputs, INPUTS } from "./inputs";
import { type Field, isGroup } from "./inputs/input";
import { schemaOf } from "./inputs/schema";
import { nearest } from "../nearest";
import { type Path, pathText } from "../property-path";
import { reasonOf } from "./reasons";
import { releaseFindings } from "./releases";
import { ruleFindings } from "./rules";
import { timeFailures } from "./times";
import { hasUnknown, UNKNOWN } from "./unknowns";

const schema = schemaOf(INPUTS);

/**
 * Everything that is wrong with a `Daemon`'s inputs, all at once.
 * Values that aren't known yet pass; keys that begin with `__` aren't the program's and are left alone.
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

/** Some inputs, as they come or parsed. */
type RawOrParsed<Name extends keyof Inputs> = { readonly [name in Name]?: Json | Inputs[name] };

/** The options as an engine gets them: with those that declared TLS files stand for. */
export function effectiveOptions({ options: declared, tls }: RawOrParsed<"options" | "tls">): JsonObject {
  const options = isJsonObject(declared) ? declared : {};
  if (tls === UNKNOWN) return { ...UNKNOWN_TLS, ...options };
  return isJsonObject(tls) ? { ...options, ...tlsKeys(tls, options, tlsFolder("")) } : options;
}

/** What TLS files that aren't known yet stand for. */
const UNKNOWN_TLS: JsonObject = Object.fromEntries(
  ["tlsverify", ...TLS_FILES.map(({ key }) => key)].map((key) => [key, UNKNOWN]),
);

/** Paths of TLS files that are given as files, too. */
function twiceTls({ options, tls }: JsonObject): Failure[] {
  if (!isJsonObject(options) || !isJsonObject(tls)) return [];
  const twice = TLS_FILES.filter(({ key, input }) => options[key] !== undefined && tls[input] !== undefined);
  return twice.map(({ key, input }) => {
    return { path: `options.${key}`, reason: `is the place of tls.${input} here; leave out one of the two` };
  });
}

/** Keys that extraOptions declares absent while an option declares them. */
function bothAbsentAndDeclared(inputs: JsonObject): Failure[] {
  const { extraOptions } = inputs;
  const options = effectiveOptions(inputs);
  const absent = Object.entries(isJsonObject(extraOptions) ? extraOptions : {}).filter(
    ([key, value]) => value === null && Object.hasOwn(options, optionName(key)),
  );
  return absent.map(([key]) => ({
    path: pathText(["extraOptions", key]),
    reason: `removes the key that options.${optionName(key)} or tls declares; leave out one of the two`,
  }));
}

/** What is said of options by rules and by engines' releases. */
export function findings(options: JsonObject, engines: EngineRange | undefined): readonly Finding[] {
  const ofReleases = engines === undefined ? [] : releaseFindings(options, engines);
  return [...ofReleases, ...ruleFindings(options, engines)];
}

/** The engines that a program's `engineVersion` takes; undefined where it says none that can be read. */
export function declaredRange({ engineVersion }: RawOrParsed<"engineVersion">): EngineRange | undefined {
  if (engineVersion === UNKNOWN) return UNDECIDED;
  return typeof engineVersion === "string" ? parseEngineRange(engineVersion) : undefined;
}

/** A range that isn't known yet: nothing is said because of a release. */
const UNDECIDED: EngineRange = { touches: () => false, within: () => false, has: () => true };

function failuresOf(issue: z.core.$ZodIssue, inputs: JsonObject): Failure[] {
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
  const value = jsonAt(inputs, path);
  if (hasUnknown(value)) return [];
  return [{ path: pathText(path), reason: reasonOf(issue, value) }];
}

function unknownKey(parent: Path, key: string): Failure {
  const path = pathText([...parent, key]);
  if (parent.length === 1 && parent[0] === "options") return { path, reason: unknownOption(key) };
  const misnamed = parent[0] === "options" ? misnamedMember(String(parent[1]), key) : undefined;
  if (misnamed !== undefined) return { path, reason: misnamed };
  const known = namesAt(parent);
  const near = nearest(key, known);
  return {
    path,
    reason: near === undefined ? `isn't known here; ${known.join(", ")} are` : `isn't known; write ${near}`,
  };
}

/** The names that are known at a place of the inputs. */
function namesAt(parent: Path): readonly string[] {
  const [first, name] = parent;
  if (first === undefined) return INPUTS.filter((input) => !("internal" in input)).map((input) => input.name);
  if (first !== "options") return fieldsOf(first).map((field) => field.name);
  const option = optionByName(String(name));
  let fields = option?.type.fields ?? [];
  for (const step of parent.slice(2)) fields = fields.find(({ key }) => key === step)?.type.fields ?? fields;
  return fields.map(({ key }) => key);
}

function fieldsOf(name: string | number): readonly Field[] {
  const input = INPUTS.find((each) => each.name === name);
  return input !== undefined && isGroup(input) ? input.fields : [];
}

function unknownOption(name: string): string {
  const exact = optionByKey(name);
  if (exact !== undefined) return `is written ${optionName(exact.key)} here`;
  const all = catalogue.map((option) => optionName(option.key));
  const near = meantByFlag(name) ?? nearest(name, all);
  const extra = `a key of daemon.json that isn't known here goes into extraOptions`;
  return near === undefined
    ? `isn't a known option; ${extra}`
    : `isn't a known option; write ${near} (${extra})`;
}
