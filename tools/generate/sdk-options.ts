import { catalogue, type Option, optionName } from "../../provider/core/options";

/** The TypeScript types of dockerd's options with their hover text, as sdk/nodejs/options.gen.ts holds them. */
export function sdkOptions(options: readonly Option[] = catalogue): string {
  return `// Generated from the catalogue in provider/core/options by \`npm run generate\`. Don't edit.
import type * as pulumi from "@pulumi/pulumi";

/** dockerd's options: the keys of daemon.json in camelCase. */
export interface DaemonOptions {
${options.map(property).join("\n\n")}
}
`;
}

function property(option: Option): string {
  const lines = [
    option.doc,
    "",
    effectSentence(option),
    "",
    `@default ${JSON.stringify(option.default)}`,
    `@example ${JSON.stringify(option.example)}`,
  ];
  const comment = lines.map((line) => `   *${line === "" ? "" : ` ${line}`}`).join("\n");
  return `  /**\n${comment}\n   */\n  ${optionName(option.key)}?: ${option.type.input};`;
}

/** When a change takes effect, in a sentence. */
export function effectSentence(option: Option): string {
  const reach = option.appliesTo === undefined ? "" : ` It reaches ${option.appliesTo} only.`;
  const { reloadSince } = option;
  if (reloadSince === undefined) return `A change restarts the engine.${reach}`;
  return `A change reloads the engine (since ${reloadSince}); taking it away restarts it.${reach}`;
}
