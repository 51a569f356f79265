import { z } from "zod";
import { isJsonObject, type Json, type JsonObject, own } from "../../json";
import type { Field, FlagValue, OptionType } from "../option";
import { asGoMembers, mapped, readable } from "./basic";

/** No flag sets a whole object; its members may have flags of their own. */
const NO_FLAG: FlagValue = { takes: "value", read: () => undefined };

/** Differences from an ordinary object, which is managed as a whole and whose members are all known. */
interface Form {
  readonly flag?: FlagValue;
  readonly ownership?: OptionType["ownership"];
  /** The names of required members. */
  readonly required?: readonly string[];
  /** Returns failures of an object as a whole, each at a member. */
  readonly rule?: (record: JsonObject) => readonly { readonly at: string; readonly reason: string }[];
  /** The type of members whose names aren't among the fields; without it they are rejected. */
  readonly others?: OptionType;
}

/** An object with members that the engine knows by name, the same in program and daemon.json. */
export function structure(fields: readonly Field[], form: Form = {}): OptionType {
  const { required = [], others, rule } = form;
  const schemas = fields.map(({ key, type }): [string, z.ZodType] => [
    key,
    required.includes(key) ? type.schema : type.schema.optional(),
  ]);
  const shape = Object.fromEntries(schemas);
  const object = others === undefined ? z.strictObject(shape) : z.object(shape).catchall(others.schema);
  const schema = rule === undefined ? object : object.superRefine(refinement(rule));
  const typeOf = (name: string): OptionType | undefined =>
    fields.find(({ key }) => key === name)?.type ?? others;
  return {
    schema,
    ...typeTexts(fields, required, others),
    ownership: form.ownership ?? "whole",
    fields,
    parts: (value) =>
      Object.entries(isJsonObject(value) ? value : {}).flatMap(([at, part]) => {
        const field = fields.find(({ key }) => key === at);
        const type = field?.type ?? others;
        return type === undefined
          ? []
          : [{ at, value: part, type, ...(field === undefined ? {} : { field }) }];
      }),
    flag: form.flag ?? NO_FLAG,
    toFile: (value) =>
      isJsonObject(value)
        ? (mapped(value, (part, name) => typeOf(name)?.toFile(part) ?? part) ?? value)
        : value,
    fromFile: (value) => {
      if (!isJsonObject(value)) return undefined;
      const read = (part: Json, name: string): Json | undefined => typeOf(name)?.fromFile(part);
      if (form.ownership === "entry") return readable(value, read);
      // With other names besides its own it is a map to Go, too: names are case-sensitive.
      const members =
        others === undefined
          ? asGoMembers(
              value,
              fields.map(({ key }) => key),
            )
          : value;
      const complete = members !== undefined && required.every((name) => Object.hasOwn(members, name));
      return complete ? mapped(members, read) : undefined;
    },
    jsonSchema: (knows) => ({
      type: "object",
      properties: Object.fromEntries(
        fields
          .filter(knows)
          .map((field) => [field.key, { ...field.type.jsonSchema(knows), description: field.doc }]),
      ),
      // An engine ignores names that it doesn't know.
      additionalProperties: others === undefined || fields.length > 0 ? false : others.jsonSchema(knows),
      ...(required.length === 0 ? {} : { required: [...required] }),
    }),
  };
}

function refinement(rule: NonNullable<Form["rule"]>) {
  return (record: unknown, context: z.core.$RefinementCtx): void => {
    for (const { at, reason } of rule(record as JsonObject))
      context.addIssue({ code: "custom", path: [at], message: reason });
  };
}

/** Returns the object's type in TypeScript. Only the one with inputs has the members' documentation. */
function typeTexts(
  fields: readonly Field[],
  required: readonly string[],
  others: OptionType | undefined,
): Pick<OptionType, "plain" | "input"> {
  const name = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));
  const mark = (key: string): string => (required.includes(key) ? "" : "?");
  const plain = fields.map(({ key, type }) => `${name(key)}${mark(key)}: ${type.plain}`);
  const input = fields.map(({ key, type, doc }) => {
    const member = `${name(key)}${mark(key)}: ${type.input}`.replace(/\n/g, "\n  ");
    return `  /** ${doc} */\n  ${member};`;
  });
  if (others !== undefined) {
    // With optional members, the index signature must include undefined, too.
    const or = fields.length === 0 ? "" : " | undefined";
    plain.push(`[name: string]: ${others.plain}${or}`);
    input.push(`  [name: string]: ${others.input}${or};`);
  }
  return { plain: `{ ${plain.join("; ")} }`, input: `pulumi.Input<{\n${input.join("\n")}\n}>` };
}

/** A list of values of one type. */
export function listOf(item: OptionType, flag: FlagValue = NO_FLAG): OptionType {
  const all = (value: Json, convert: (part: Json) => Json | undefined): Json | undefined => {
    const parts = Array.isArray(value) ? (value as Json[]).map(convert) : [undefined];
    return parts.every((part) => part !== undefined) ? parts : undefined;
  };
  return {
    schema: z.array(item.schema),
    plain: `${item.plain.includes(" | ") && !item.plain.startsWith("{") ? `(${item.plain})` : item.plain}[]`,
    input: `pulumi.Input<${item.input}[]>`,
    ownership: "whole",
    ...(item.fields === undefined ? {} : { fields: item.fields }),
    parts: (value) =>
      (Array.isArray(value) ? (value as Json[]) : []).map((part, at) => ({ at, value: part, type: item })),
    flag,
    toFile: (value) => all(value, (part) => item.toFile(part)) ?? value,
    fromFile: (value) => all(value, (part) => item.fromFile(part)),
    jsonSchema: (knows) => ({ type: "array", items: item.jsonSchema(knows) }),
  };
}

/** Converts entries of a map, if their form in daemon.json differs from a program's. */
interface EntryConversion {
  toFile(name: string, value: Json): Json;
  fromFile(name: string, value: Json): Json | undefined;
  jsonSchema(schema: JsonObject): JsonObject;
}

/** A map of names to values of one type, owned entry by entry. `refuse` checks a name. */
export function mapOf(
  item: OptionType,
  flag: FlagValue,
  refuse: (name: string) => string | undefined = () => undefined,
  form?: EntryConversion,
): OptionType {
  return {
    schema: z.record(z.string(), item.schema).superRefine((record, context) => {
      for (const name of Object.keys(record)) {
        const message = name === "" ? "has an empty name; write { name: ... }" : refuse(name);
        if (message !== undefined) context.addIssue({ code: "custom", path: [name], message });
      }
    }),
    plain: `Record<string, ${item.plain}>`,
    input: `pulumi.Input<Record<string, ${item.input}>>`,
    ownership: "entry",
    ...(item.fields === undefined ? {} : { fields: item.fields }),
    parts: (value) =>
      Object.entries(isJsonObject(value) ? value : {}).map(([at, part]) => ({ at, value: part, type: item })),
    flag,
    toFile: (value) =>
      isJsonObject(value)
        ? (mapped(value, (part, name) => form?.toFile(name, part) ?? item.toFile(part)) ?? value)
        : value,
    fromFile: (value) =>
      isJsonObject(value)
        ? readable(value, (part, name) =>
            form === undefined ? item.fromFile(part) : form.fromFile(name, part),
          )
        : undefined,
    jsonSchema: (knows) => {
      const entry = item.jsonSchema(knows);
      return { type: "object", additionalProperties: form?.jsonSchema(entry) ?? entry };
    },
  };
}

/** Returns a member of an object; undefined if it is missing or the value isn't an object. */
export const member = (value: Json | undefined, name: string): Json | undefined =>
  isJsonObject(value) ? own(value, name) : undefined;
