import { z } from "zod";
import { DaemonError } from "../errors";
import { isJsonObject, type Json, type JsonObject, own } from "../json";
import { type Path, pathText } from "../property-path";
import type { Failure } from "./failure";
import { DAEMON_INPUTS, type Inputs } from "./inputs";
import { type Input, isGroup, type Values } from "./inputs/input";
import { reasonOf } from "./reasons";

/**
 * Parses the inputs of a `Daemon` and fills in their defaults. Takes inputs that check has passed, and stored outputs,
 * possibly of another version: what isn't an input is ignored, and values are not checked beyond what makes them usable.
 *
 * @throws DaemonError that names every input whose value can't be used
 */
export function parseInputs(raw: JsonObject): Inputs {
  const { values, failures } = parse(DAEMON_INPUTS, raw, []);
  if (failures.length === 0) return values;
  const names = failures.map(({ path }) => path).join(", ");
  throw new DaemonError({
    kind: "OptionError",
    step: "plan",
    what: failures.map(({ path, reason }) => `${path}: ${reason}`).join("; "),
    remedy: `set ${names} in the program and run \`pulumi up\``,
  });
}

/** The values of a group of which nothing is set. */
export const defaultsOf = <const L extends readonly Input[]>(inputs: L): Values<L> =>
  parse(inputs, {}, []).values;

interface Parsed<L extends readonly Input[]> {
  /** Complete unless there are failures. */
  readonly values: Values<L>;
  readonly failures: readonly Failure[];
}

function parse<const L extends readonly Input[]>(inputs: L, raw: JsonObject, parent: Path): Parsed<L> {
  const results = inputs.map((input) => ({ input, ...parseOne(input, raw, parent) }));
  const values = results.flatMap(({ input, value }) => (value === undefined ? [] : [[input.name, value]]));
  return {
    // The one cast of inputs: each value has passed the shape of its record, from which its type is derived.
    values: Object.fromEntries(values) as Values<L>,
    failures: results.flatMap(({ failures }) => failures),
  };
}

function parseOne(
  input: Input,
  raw: JsonObject,
  parent: Path,
): { readonly value?: unknown; readonly failures: readonly Failure[] } {
  const path = [...parent, input.name];
  const given = own(raw, input.name);
  const value = given === undefined ? input.default : given;
  if (value === undefined && input.required !== true) return { failures: [] };
  if (isGroup(input) && isJsonObject(value)) {
    const { values, failures } = parse(input.fields, value, path);
    return { value: values, failures };
  }
  const shape = isGroup(input) ? OBJECT : input.type.shape;
  const parsed = shape.safeParse(value);
  // A shape accepts a value or refuses it, and never changes it.
  if (parsed.success) return { value, failures: [] };
  return { failures: parsed.error.issues.map((issue) => failureOf(issue, value, path)) };
}

const OBJECT = z.strictObject({});

const failureOf = (issue: z.core.$ZodIssue, value: Json | undefined, path: Path): Failure => ({
  path: pathText(path),
  reason: reasonOf(issue, value),
});
