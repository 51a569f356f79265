import { isJsonObject, type Json } from "../../provider/core/json";
import { INPUTS } from "../../provider/core/schema/inputs";
import { type InputField, type Input, isGroup, isInternal } from "../../provider/core/schema/inputs/input";
import { changeText, defaultText, docOf } from "../../provider/core/schema/inputs/sentences";

/** The reference page of a `Daemon`'s inputs, docs/reference/inputs.md. */
export function inputsPage(inputs: readonly Input[] = INPUTS): string {
  const sections = inputs.filter((input) => !isInternal(input)).map(section);
  return `# Inputs

<!-- Generated from the records in provider/core/schema/inputs by \`npm run generate\`. Don't edit. -->

The inputs of a \`Daemon\`. A \`Fleet\` takes them for all of its hosts, and for each host. [Options](options.md) are listed on
a page of their own.

The last column says what an update does if the input changed: it changes the host, it observes the host at the new address
and adopts it if it is not managed yet, or it writes the state without a connection ("no change on the host").

${sections.join("\n")}`;
}

function section(input: Input): string {
  const example = exampleOf(input);
  const code = example === undefined ? "" : `\n\`\`\`ts\n${example}\n\`\`\`\n`;
  const optional = input.required === true ? "" : " Optional.";
  return `## ${input.name}

${docOf(input)}${optional}

${isGroup(input) ? fieldsTable(input.fields, input.concerns) : facts(input)}
${code}`;
}

function fieldsTable(fields: readonly InputField[], concerns: Input["concerns"]): string {
  const rows = fields.map((field) => {
    const change = changeText({ concerns: field.concerns ?? concerns });
    return row(`\`${field.name}\``, `\`${field.type.plain}\``, defaultCell(field), docOf(field), change);
  });
  return [row("field", "type", "default", "what it does", "a change"), "|---|---|---|---|---|", ...rows].join(
    "\n",
  );
}

const facts = (input: InputField): string =>
  [
    row("type", "default", "a change"),
    "|---|---|---|",
    row(`\`${input.type.plain}\``, defaultCell(input), changeText(input)),
  ].join("\n");

const defaultCell = (input: InputField): string => {
  const value = defaultText(input);
  if (value === undefined) return input.required === true ? "required" : "none";
  return input.config === undefined ? `\`${value}\`` : value;
};

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replace(/\|/g, "\\|")).join(" | ")} |`;

/** An input with its example; a group without one with the fields that have to be set. */
function exampleOf(input: Input): string | undefined {
  const { name, example } = input;
  if (example !== undefined) return `${name}: ${codeOf(example)}`;
  if (!isGroup(input)) return undefined;
  const required = input.fields.filter((field) => field.required === true);
  return `${name}: ${codeOf(Object.fromEntries(required.map((field) => [field.name, field.example ?? null])))}`;
}

/** A value as a program writes it. */
function codeOf(value: Json): string {
  if (Array.isArray(value)) return `[${(value as Json[]).map(codeOf).join(", ")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
  const entries = Object.entries(value).map(([name, part]) => `${key(name)}: ${codeOf(part)}`);
  return `{ ${entries.join(", ")} }`;
}
