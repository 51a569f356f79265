import { nearest } from "../nearest";
import { catalogue, optionByKey, optionByName, optionName } from "../options";
import { meantByFlag, misnamedMember } from "../options/misnomers";
import { type Path, pathText } from "../property-path";
import type { Failure } from "./failure";
import { INPUTS, PROGRAM_INPUTS } from "./inputs";
import { isGroup } from "./inputs/input";

/** Refuses a name that no input or option at a place has, with the one that was probably meant. */
export function unknownName(parent: Path, name: string): Failure {
  const path = pathText([...parent, name]);
  if (parent.length === 1 && parent[0] === "options") return { path, reason: unknownOption(name) };
  const misnamed = parent[0] === "options" ? misnamedMember(String(parent[1]), name) : undefined;
  if (misnamed !== undefined) return { path, reason: misnamed };
  const known = namesAt(parent);
  const near = nearest(name, known);
  const hint = near === undefined ? `expected one of ${known.join(", ")}` : `did you mean ${near}?`;
  return { path, reason: `unknown; ${hint}` };
}

function unknownOption(name: string): string {
  const exact = optionByKey(name);
  if (exact !== undefined) return `is the name in daemon.json; write ${optionName(exact.key)}`;
  const all = catalogue.map((option) => optionName(option.key));
  const near = meantByFlag(name) ?? nearest(name, all);
  const extra = "keys of daemon.json without an option go into extraOptions";
  return near === undefined ? `unknown option; ${extra}` : `unknown option; did you mean ${near}? (${extra})`;
}

function namesAt(parent: Path): readonly string[] {
  const [input, option] = parent;
  if (input === undefined) return PROGRAM_INPUTS.map(({ name }) => name);
  if (input === "options") return membersAt(String(option), parent.slice(2));
  const group = INPUTS.find(({ name }) => name === input);
  return group !== undefined && isGroup(group) ? group.fields.map(({ name }) => name) : [];
}

/** The members of an option's object; other steps lead into lists and maps. */
function membersAt(option: string, steps: Path): readonly string[] {
  let fields = optionByName(option)?.type.fields ?? [];
  for (const step of steps) fields = fields.find(({ key }) => key === step)?.type.fields ?? fields;
  return fields.map(({ key }) => key);
}
