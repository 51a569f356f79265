import { catalogue, type Option, optionName } from "../../provider/core/options";
import { effectSentence } from "./sdk-options";

/** The reference page of all options, docs/reference/options.md. */
export function optionsPage(options: readonly Option[] = catalogue): string {
  const sections = [...options].sort((a, b) => (a.key < b.key ? -1 : 1)).map(section);
  return `# Options

<!-- Generated from the catalogue in provider/core/options by \`npm run generate\`. Don't edit. -->

The options of dockerd that \`options\` of a \`Daemon\` takes. Others go into \`extraOptions\` as they stand in daemon.json.

${sections.join("\n")}`;
}

function section(option: Option): string {
  const { observable } = option;
  const shown =
    observable === undefined
      ? "not shown by the API"
      : `\`GET ${observable.endpoint}\`: \`${observable.field}\``;
  return `## ${optionName(option.key)}

${option.doc} ${effectSentence(option)}

| | |
|---|---|
| daemon.json | \`${option.key}\`, since ${option.since} |
| flags | ${option.flags.map((flag) => `\`${flag}\``).join(", ")} |
| type | \`${option.type.plain}\` |
| default | \`${JSON.stringify(option.default)}\` |
| verified at | ${shown} |

\`\`\`ts
options: { ${optionName(option.key)}: ${JSON.stringify(option.example)} }
\`\`\`
`;
}
