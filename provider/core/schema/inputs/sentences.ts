import { type InputField, type Input, isGroup } from "./input";

/** What an input does, as hover text and reference page show it: with its unit and what becomes of a secret. */
export function docOf(input: Input): string {
  if (isGroup(input)) return input.doc;
  const { doc, type, secret } = input;
  return [doc, type.unit, secret === true ? "Kept as a secret." : undefined]
    .filter((sentence) => sentence !== undefined)
    .join(" ");
}

/** The default as a reader sees it; undefined if there is none, or if it only repeats that of each field. */
export function defaultText(input: Input): string | undefined {
  if (isGroup(input)) return undefined;
  const { config } = input;
  if (config === undefined) return input.default === undefined ? undefined : JSON.stringify(input.default);
  return [`\`dockerd:${input.name}\` in the stack's config`, ...fallbacksOf(config)].join(", else ");
}

const fallbacksOf = ({ fallback, variable }: NonNullable<InputField["config"]>): readonly string[] => [
  ...(variable === undefined ? [] : [`the environment's \`${variable}\``]),
  ...(fallback === undefined ? [] : [JSON.stringify(fallback)]),
];

/** What an update does about a change of an input. */
export function changeText({ concerns }: Pick<Input, "concerns">): string {
  if (concerns === "address") return "adopts the host";
  return concerns === "host" ? "changes the host" : "no change on the host";
}
