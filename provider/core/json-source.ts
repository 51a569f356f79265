import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { wellFormed } from "./bytes";
import { isJsonObject, type Json, jsonText, own, sameJson } from "./json";

/** A JSON value with the text from which it was parsed. */
export interface JsonSource {
  readonly value: Json;
  /** The text of a scalar; empty for an object or a list. */
  readonly text: string;
  /** The members of an object, in the file's order. */
  readonly members: readonly SourceMember[];
  /** The items of a list. */
  readonly items: readonly JsonSource[];
}

interface SourceMember {
  readonly key: string;
  /** The key as written, with its quotes. */
  readonly keyText: string;
  readonly source: JsonSource;
}

/** Why a text is not usable JSON. Never quotes a value, which may be a secret. */
export interface JsonFault {
  readonly fault: string;
}

/** Parses strict JSON. Duplicate keys are a fault, because parsers disagree on which one counts. */
export function parseJson(text: string): JsonSource | JsonFault {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true });
  const [error] = errors;
  if (root === undefined || error !== undefined) {
    const reason = error === undefined ? "value expected" : faultText(printParseErrorCode(error.error));
    return { fault: `invalid JSON at ${place(text, error?.offset ?? text.length)}: ${reason}` };
  }
  const twice = duplicateKey(root);
  return twice === undefined
    ? sourceOf(root, text)
    : { fault: `duplicate key ${JSON.stringify(twice.value)} at ${place(text, twice.offset)}` };
}

const REASONS: Readonly<Record<string, string>> = {
  EndOfFileExpected: "text after the end of the value",
  InvalidCommentToken: "comments are not allowed",
  UnexpectedEndOfString: "unterminated string",
};

/** Turns an error code of jsonc-parser into words: `CommaExpected` is "comma expected". */
const faultText = (code: string): string =>
  REASONS[code] ?? code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

function place(text: string, offset: number): string {
  const lines = text.slice(0, offset).split("\n");
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Returns the second of two equal keys of one object, at any depth. */
function duplicateKey({ type, children = [] }: Node): Node | undefined {
  const keys = type === "object" ? children.flatMap((property) => property.children?.slice(0, 1) ?? []) : [];
  const seen = new Set<unknown>();
  const twice = keys.find(({ value }) => seen.size === seen.add(value).size);
  return twice ?? children.map(duplicateKey).find((found) => found !== undefined);
}

function sourceOf(node: Node, text: string): JsonSource {
  const own = text.slice(node.offset, node.offset + node.length);
  const children = node.children ?? [];
  if (node.type === "array") {
    const items = children.map((item) => sourceOf(item, text));
    return { value: items.map(({ value }) => value), text: "", members: [], items };
  }
  if (node.type === "object") {
    const members = children.flatMap(({ children: [key, value] = [] }) =>
      key === undefined || value === undefined ? [] : [memberOf(key, value, text)],
    );
    const value = Object.fromEntries(members.map(({ key, source }) => [key, source.value]));
    return { value, text: "", members, items: [] };
  }
  return { value: scalarOf(node, own), text: own, members: [], items: [] };
}

const memberOf = (key: Node, value: Node, text: string): SourceMember => ({
  key: wellFormed(String(key.value)),
  keyText: text.slice(key.offset, key.offset + key.length),
  source: sourceOf(value, text),
});

function scalarOf({ value }: Node, text: string): Json {
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "number")
    return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? BigInt(text) : value;
  return typeof value === "boolean" ? value : null;
}

/**
 * Prints a value with an indent of two spaces. A part that equals the part of a source at the same place keeps that
 * source's text: numbers, escapes, bytes and the order of keys.
 */
export function printJson(value: Json, sources: readonly JsonSource[], indent = ""): string {
  const source = sources.find((each) => sameJson(each.value, value));
  if (source !== undefined) return printSource(source, indent);
  if (Array.isArray(value)) {
    const items = sources.flatMap((each) => each.items);
    return list(
      (value as Json[]).map((item) => printJson(item, items, `${indent}  `)),
      indent,
    );
  }
  if (!isJsonObject(value)) return jsonText(value);
  // JavaScript iterates over keys such as "10" first; the source has the file's order.
  const order = [...(sources[0]?.members.map(({ key }) => key) ?? []), ...Object.keys(value)];
  const parts = [...new Set(order)].flatMap((key) => {
    const part = own(value, key);
    if (part === undefined) return [];
    const members = sources.flatMap((each) => each.members.filter((member) => member.key === key));
    const text = printJson(
      part,
      members.map((member) => member.source),
      `${indent}  `,
    );
    return `${members[0]?.keyText ?? JSON.stringify(key)}: ${text}`;
  });
  return object(parts, indent);
}

function printSource({ value, text, members, items }: JsonSource, indent: string): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value))
    return list(
      items.map((item) => printSource(item, deeper)),
      indent,
    );
  if (!isJsonObject(value)) return text;
  return object(
    members.map(({ keyText, source }) => `${keyText}: ${printSource(source, deeper)}`),
    indent,
  );
}

const list = (parts: readonly string[], indent: string): string => block("[", parts, "]", indent);
const object = (parts: readonly string[], indent: string): string => block("{", parts, "}", indent);

function block(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(",\n")}\n${indent}${close}`;
}
