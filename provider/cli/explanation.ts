import type { EngineRange } from "../core/engine-version";
import type { Json } from "../core/json";
import {
  catalogue,
  defaultOf,
  type Field,
  HAZARDS,
  type Hazard,
  type Observable,
  type Option,
  optionName,
} from "../core/options";
import { type Lifetime, type Standing, standings } from "../core/options/lifetime";
import { defaultText, effectSentence, lifetimeSentence } from "../core/options/sentences";
import type { Engines } from "./arguments";
import { columns } from "./layout";

/** Everything known about an option, as `--json` prints it. */
export interface Explanation {
  /** Its name in a program, and its key in daemon.json. */
  readonly name: string;
  readonly key: string;
  readonly doc: string;
  readonly type: string;
  /** The default in the selected engine, or in the newest; null if the engine selects one itself. */
  readonly default: Json;
  readonly defaults: string;
  readonly lifetime: Lifetime & { readonly replacement?: string };
  readonly history: string;
  /** Its status in the selected engines; several if they differ. */
  readonly standing?: readonly Standing[];
  readonly flags: Option["flags"];
  readonly change: string;
  readonly hazards: readonly { readonly name: Hazard; readonly what: string }[];
  readonly shown?: {
    readonly endpoint: string;
    readonly field: string;
    readonly since?: string;
    readonly until?: string;
  };
  readonly cis?: Option["cis"];
  readonly members: readonly Member[];
  readonly example: Json;
}

interface Member {
  readonly name: string;
  readonly type: string;
  readonly doc: string;
  readonly members: readonly Member[];
}

/** Returns the options that the selected engines support; all options if none is selected. */
export const known = (engines: Engines | undefined): readonly Option[] =>
  [...catalogue]
    .filter((option) => engines === undefined || takenBy(option, engines.range))
    .sort((a, b) => (optionName(a.key) < optionName(b.key) ? -1 : 1));

const takenBy = (option: Option, range: EngineRange): boolean =>
  standings(option, range).some((standing) => standing !== "removed" && standing !== "not yet known");

export function explanation(option: Option, engines: Engines | undefined): Explanation {
  const { key, doc, type, flags, hazards = [], observable, cis, example } = option;
  const { since, deprecated, ignored, removed, gaps, replacement } = option;
  return {
    name: optionName(key),
    key,
    doc,
    type: type.plain,
    default: engines?.version === undefined ? option.default : defaultOf(option, engines.version),
    defaults: defaultText(option),
    lifetime: { since, deprecated, ignored, removed, gaps, replacement },
    history: lifetimeSentence({ ...option, since: "1.10" }),
    ...(engines === undefined ? {} : { standing: standings(option, engines.range) }),
    flags,
    change: effectSentence(option),
    hazards: hazards.map((name) => ({ name, what: HAZARDS[name] })),
    ...(observable === undefined ? {} : { shown: shownOf(observable) }),
    ...(cis === undefined ? {} : { cis }),
    members: membersOf(type.fields),
    example,
  };
}

const shownOf = ({ endpoint, field, since, until }: Observable): Explanation["shown"] => ({
  endpoint,
  field,
  since,
  until,
});

const membersOf = (fields: readonly Field[] = []): readonly Member[] =>
  fields.map((field) => ({
    name: field.key,
    type: field.type.plain,
    doc: [field.doc, lifetimeSentence(field)].join(" ").trim(),
    members: membersOf(field.type.fields),
  }));

/** Formats an explanation for a terminal. */
export function optionText(about: Explanation): string {
  const { name, key, doc, history, change, hazards, shown, cis, members, example, standing } = about;
  const flags = about.flags.map(({ name: flag, removed }) =>
    removed === undefined ? flag : `${flag} (until ${removed})`,
  );
  const rows: [string, string][] = [
    ["daemon.json", `${key}, since ${about.lifetime.since}`],
    ["flags", flags.join(", ") || "none"],
    ["type", members.length === 0 ? about.type : kindOf(about.type)],
    ["default", about.defaults],
    ...(standing === undefined ? [] : [["this engine", standing.join(" or ")] as [string, string]]),
    ...hazards.map((hazard): [string, string] => ["hazard", `${hazard.name}: ${hazard.what}`]),
    ["reported at", shown === undefined ? "not reported by the API" : placeText(shown)],
    ...(cis === undefined ? [] : [["CIS benchmark", `${cis.id}: ${cis.advice}`] as [string, string]]),
    ["example", `options: { ${name}: ${JSON.stringify(example)} }`],
  ];
  return [
    `${name}\n`,
    [doc, change, history]
      .filter((sentence) => sentence !== "")
      .map(paragraph)
      .join(""),
    "\n",
    columns(rows),
    ...(members.length === 0 ? [] : ["\n  members\n", memberLines(members, "    ")]),
  ].join("");
}

function placeText({ endpoint, field, since, until }: NonNullable<Explanation["shown"]>): string {
  const from = since === undefined ? "" : `, since ${since}`;
  return `GET ${endpoint}: ${field}${from}${until === undefined ? "" : `, until ${until}`}`;
}

/** The kind of a type whose members are listed one by one. */
function kindOf(type: string): string {
  if (type.endsWith("[]")) return "list of objects";
  return type.startsWith("Record<") ? "objects by name" : "object";
}

const memberLines = (members: readonly Member[], indent: string): string =>
  members
    .map(({ name, type, doc, members: inner }) => {
      const kind = inner.length === 0 ? type : kindOf(type);
      return `${indent}${name} (${kind}): ${doc}\n${memberLines(inner, `${indent}  `)}`;
    })
    .join("");

/** Wraps a paragraph to the width of a terminal. */
export const paragraph = (text: string): string =>
  text === "" ? "" : text.replace(/(.{1,96})(?: +|$)/g, "  $1\n");
