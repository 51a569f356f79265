/** A word of a command line in a unit, as written and as systemd parses it. */
export interface Word {
  readonly raw: string;
  readonly text: string;
}

/** The variables of a service or a shell, by name. */
export type Variables = ReadonlyMap<string, string>;

const PIECES = String.raw`"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|\\[^]|[^\s"'\\]`;
/** A word in systemd's syntax; an unterminated quote takes the rest, a trailing backslash is literal. */
const WORD = new RegExp(String.raw`(?:${PIECES})*(?:${PIECES}|["'][^]*$|\\$)`, "g");

/** Splits a setting of a unit into words: quotes, escapes as in C, and `%%` for a percent sign. */
export function unitWords(setting: string): readonly Word[] {
  return [...setting.matchAll(WORD)].map(([raw]) => ({
    raw,
    text: raw === "\\;" ? ";" : unquoted(raw, unescapedAsInC).replaceAll("%%", "%"),
  }));
}

/** Returns whether a text ends in a backslash that is not escaped itself. */
export function endsInEscape(text: string): boolean {
  let at = text.length;
  while (text[at - 1] === "\\") at -= 1;
  return (text.length - at) % 2 === 1;
}

/** Returns whether a word contains a specifier (`%H`), whose value only systemd knows. */
export const hasSpecifier = ({ raw }: Word): boolean => raw.replaceAll("%%", "").includes("%");

/** Splits a variable's value into words as systemd does for `$NAME`: quotes, and a backslash before any character. */
export function valueWords(value: string): readonly string[] {
  return [...value.matchAll(WORD)].map(([raw]) => unquoted(raw, (text) => text.replace(/\\([^])/g, "$1")));
}

const CLOSED = new RegExp(`^(?:${PIECES})*`);

/** Returns the rest of a setting from an unterminated quote on. */
export const openQuote = (setting: string): string | undefined =>
  [...setting.matchAll(WORD)].map(([raw]) => raw.replace(CLOSED, "")).find((rest) => /^["']/.test(rest));

/**
 * Expands a word of ExecStart as systemd does: `$NAME` as a whole word becomes the words of its value (possibly none),
 * `${NAME}` its value within the word, `$$` a dollar sign.
 */
export function expanded({ text }: Word, variables: Variables): readonly string[] {
  const alone = /^\$(?![{$])(.*)$/s.exec(text)?.[1];
  if (alone !== undefined) return valueWords(variables.get(alone) ?? "");
  return [
    text.replace(/\$\{([^}]*)\}|\$\$/g, (found, name?: string) =>
      name === undefined ? found.slice(1) : (variables.get(name) ?? ""),
    ),
  ];
}

/** Returns the names of the variables in a word of ExecStart. */
export function variablesIn({ text }: Word): readonly string[] {
  const alone = /^\$(?![{$])(.*)$/s.exec(text)?.[1];
  if (alone !== undefined) return [alone];
  return [...text.matchAll(/\$\{([^}]*)\}|\$\$/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
}

/** Quotes a word for ExecStart. */
export function quote(text: string): string {
  const plain = text.replace(/%/g, "%%").replace(/\$/g, "$$$$");
  if (/^[\w@%+=:,./$-]+$/.test(plain)) return plain;
  const escaped = plain
    .replace(/["\\]/g, "\\$&")
    .replace(
      /[\u0000-\u001f\u007f]/g,
      (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`,
    );
  return `"${escaped}"`;
}

/** Removes the quotes of a word, which may occur anywhere in it. */
function unquoted(raw: string, unescaped: (text: string) => string): string {
  const parts = raw.match(/"(?:\\[^]|[^"\\])*"?|'(?:\\[^]|[^'\\])*'?|(?:\\[^]|[^"'\\])+|\\$/g) ?? [];
  return parts
    .map((part) => {
      const sign = /^["']/.exec(part)?.[0];
      if (sign === undefined) return unescaped(part);
      const closed = part.length > 1 && part.endsWith(sign);
      return unescaped(part.slice(1, closed ? -1 : undefined));
    })
    .join("");
}

const LETTERS: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  s: " ",
};

const utf8 = new TextDecoder();

const ESCAPE =
  /(?<bytes>(?:\\x[0-9a-fA-F]{2}|\\[0-3][0-7]{2})+)|\\u(?<short>[0-9a-fA-F]{4})|\\U(?<long>[0-9a-fA-F]{8})|\\(?<letter>[^])/g;

/** Replaces escapes as in C. Unknown ones stay, with their backslash (systemd logs a warning). */
function unescapedAsInC(text: string): string {
  let [all, at] = ["", 0];
  for (const { 0: found, groups, index } of text.matchAll(ESCAPE)) {
    all += text.slice(at, index) + (meaning(groups ?? {}) ?? found);
    at = index + found.length;
  }
  return all + text.slice(at);
}

/** Returns the character of an escape; undefined for an unknown one. */
function meaning({
  bytes,
  short,
  long,
  letter,
}: Readonly<Record<string, string | undefined>>): string | undefined {
  if (bytes !== undefined) return utf8.decode(escapedBytes(bytes));
  if (letter !== undefined) return /["'\\]/.test(letter) ? letter : LETTERS[letter];
  const code = Number.parseInt(short ?? long ?? "", 16);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

const escapedBytes = (escapes: string): Uint8Array =>
  Uint8Array.from(escapes.match(/\\x..|\\.../g) ?? [], (escape) =>
    escape[1] === "x" ? Number.parseInt(escape.slice(2), 16) : Number.parseInt(escape.slice(1), 8),
  );
