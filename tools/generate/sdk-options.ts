import { catalogue, type Option, optionName } from "../../provider/core/options";
import { isSensitive } from "../../provider/core/options/sensitive";
import { defaultText, effectSentence, lifetimeSentence } from "../../provider/core/options/sentences";

/** The TypeScript types of dockerd's options with their hover text, as sdk/nodejs/options.gen.ts holds them. */
export function sdkOptions(options: readonly Option[] = catalogue): string {
  const byEntry = options.filter(({ type }) => type.ownership === "entry").map(({ key }) => optionName(key));
  const sensitive = options
    .filter((option) => isSensitive(option))
    .map(({ key, plainEntries = [] }) => [optionName(key), plainEntries] as const);
  return `// Generated from the catalogue in provider/core/options by \`npm run generate\`. Don't edit.
import type * as pulumi from "@pulumi/pulumi";

/** dockerd's options: the keys of daemon.json in camelCase. */
export interface DaemonOptions {
${options.map(property).join("\n\n")}
}

/** The options that are owned entry by entry. */
export const BY_ENTRY: ReadonlySet<string> = new Set(${JSON.stringify(byEntry)});

/** The options whose values are kept as secrets, each with its entries that are none. */
export const SENSITIVE: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(Object.fromEntries(sensitive))};
`;
}

function property(option: Option): string {
  const { removed, deprecated, replacement = "see its description" } = option;
  const lines = [
    option.doc,
    "",
    [effectSentence(option), lifetimeSentence(option)].filter((sentence) => sentence !== "").join(" "),
    "",
    `@default ${defaultText(option)}`,
    `@example ${JSON.stringify(option.example)}`,
    ...(removed === undefined && deprecated === undefined ? [] : [`@deprecated ${replacement}`]),
  ];
  const comment = lines.map((line) => `   *${line === "" ? "" : ` ${line}`}`).join("\n");
  const type = option.type.input.replace(/\n/g, "\n  ");
  return `  /**\n${comment}\n   */\n  ${optionName(option.key)}?: ${type};`;
}
