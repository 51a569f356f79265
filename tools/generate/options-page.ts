import { catalogue, type Field, HAZARDS, type Option, optionName } from "../../provider/core/options";
import { defaultText, effectSentence, lifetimeSentence } from "../../provider/core/options/sentences";

/** The reference page of all options, docs/reference/options.md. */
export function optionsPage(options: readonly Option[] = catalogue): string {
  const sections = [...options].sort(byName).map(section);
  return `# Options

<!-- Generated from the catalogue in provider/core/options by \`npm run generate\`. Don't edit. -->

The options of dockerd that \`options\` of a \`Daemon\` accepts. Other keys go into \`extraOptions\`, as in daemon.json.

${sections.join("\n")}`;
}

const byName = (a: Option, b: Option): number => (optionName(a.key) < optionName(b.key) ? -1 : 1);

function section(option: Option): string {
  const rows = facts(option).map(([name, text]) => `| ${name} | ${text.replace(/\|/g, "\\|")} |`);
  return `## ${optionName(option.key)}

${option.doc} ${effectSentence(option)}

| | |
|---|---|
${rows.join("\n")}
${members(option)}
\`\`\`ts
options: { ${optionName(option.key)}: ${JSON.stringify(option.example)} }
\`\`\`
`;
}

function facts(option: Option): [string, string][] {
  const { observable, hazards = [], cis, flags } = option;
  const shown =
    observable === undefined
      ? "not reported by the API"
      : `\`GET ${observable.endpoint}\`: \`${observable.field}\`${
          observable.since === undefined ? "" : `, since ${observable.since}`
        }`;
  const today = flags.filter(({ removed }) => removed === undefined);
  const old = flags.filter(({ removed }) => removed !== undefined);
  const history = lifetimeSentence({ ...option, since: "1.10" });
  return [
    ["daemon.json", `\`${option.key}\`, since ${option.since}`],
    ...(history === "" ? [] : [["history", history] as [string, string]]),
    ["flags", today.map(({ name }) => `\`${name}\``).join(", ") || "none"],
    ...(old.length === 0
      ? []
      : [
          [
            "old flags",
            old.map(({ name, removed }) => `\`${name}\` (until ${String(removed)})`).join(", "),
          ] as [string, string],
        ]),
    ["type", `\`${option.type.plain}\``],
    ["default", `\`${defaultText(option)}\``],
    ["verified at", shown],
    ...hazards.map((hazard): [string, string] => ["hazard", `\`${hazard}\`: ${HAZARDS[hazard]}`]),
    ...(cis === undefined ? [] : [["CIS Docker Benchmark", `${cis.id}: ${cis.advice}`] as [string, string]]),
  ];
}

/** A record's members, those of their members indented below them. */
function members({ type }: Option): string {
  const lines = (fields: readonly Field[], indent: string): string[] =>
    fields.flatMap((field) => [
      `${indent}- \`${field.key}\` (\`${field.type.fields === undefined ? field.type.plain : kind(field)}\`): ${[field.doc, lifetimeSentence(field)].join(" ").trim()}`,
      ...lines(field.type.fields ?? [], `${indent}  `),
    ]);
  return type.fields === undefined ? "" : `\n${lines(type.fields, "").join("\n")}\n`;
}

const kind = (field: Field): string => (field.type.plain.endsWith("[]") ? "list of objects" : "object");
