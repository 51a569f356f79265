import { INPUTS } from "../../provider/core/schema/inputs";
import {
  type InputField,
  type Group,
  type Input,
  isGroup,
  isInternal,
} from "../../provider/core/schema/inputs/input";
import { defaultText, docOf } from "../../provider/core/schema/inputs/sentences";

/** The TypeScript types of a `Daemon`'s inputs with their hover text, as sdk/nodejs/inputs.gen.ts holds them. */
export function sdkInputs(inputs: readonly Input[] = INPUTS): string {
  const ofPrograms = inputs.filter((input) => !isInternal(input));
  return `// Generated from the records in provider/core/schema/inputs by \`npm run generate\`. Don't edit.
import type * as pulumi from "@pulumi/pulumi";
import type { JumpHostArgs } from "./jump-host";
import type { DaemonOptions } from "./options.gen";

${ofPrograms.filter(isGroup).map(groupType).join("\n\n")}

/** What a \`Daemon\` declares. */
export interface DaemonArgs {
${ofPrograms.map(property).join("\n\n")}
}

/** The inputs of which two layers, a fleet's and a host's, join by their fields or entries. */
export const JOINED_INPUTS = ${names(ofPrograms.filter(joins))} as const;

/** The inputs of which the more specific layer is used as a whole. */
export const WHOLE_INPUTS = ${names(ofPrograms.filter((input) => !joins(input)))} as const;

/** The fields that are kept as secrets, by their groups. */
export const SECRET_FIELDS = ${JSON.stringify(ofPrograms.filter(isGroup).flatMap(secretFields))} as const;
`;
}

const names = (inputs: readonly Input[]): string => JSON.stringify(inputs.map(({ name }) => name));

const joins = (input: Input): boolean => (isGroup(input) ? input.whole !== true : input.joins === true);

function secretFields({ name, fields }: Group): [string, readonly string[]][] {
  const secret = fields.filter((field) => field.secret === true).map((field) => field.name);
  return secret.length === 0 ? [] : [[name, secret]];
}

const groupType = ({ typeName, doc, fields }: Group): string =>
  `/** ${doc} */\nexport interface ${typeName} {\n${fields.map(property).join("\n\n")}\n}`;

function property(input: Input): string {
  const value = defaultText(input);
  const tags = [
    ...(value === undefined ? [] : [`@default ${value}`]),
    ...(input.example === undefined ? [] : [`@example ${JSON.stringify(input.example)}`]),
  ];
  const lines = [docOf(input), ...(tags.length === 0 ? [] : ["", ...tags])];
  const comment = lines.map((line) => `   *${line === "" ? "" : ` ${line}`}`).join("\n");
  const mark = input.required === true ? "" : "?";
  return `  /**\n${comment}\n   */\n  ${input.name}${mark}: pulumi.Input<${typeOf(input)}>;`;
}

const typeOf = (input: InputField | Group): string =>
  isGroup(input) ? input.typeName : (input.type.input ?? input.type.plain);
