import { endsInEscape, type Variables } from "./words";

/** A line of an environment file: a comment, or a name and the rest after its `=`. */
const ENTRY = new RegExp(
  [
    // Before systemd 254 a backslash at its end continues a comment.
    String.raw`[ \t]*[#;](?:\\[^\n]|[^\n\\])*\\?`,
    String.raw`[ \t]*([^\s=#;][^\n=]*)=((?:[ \t]|'[^']*'|"(?:\\[^]|[^"\\])*")*)((?:\\[^]|[^\n\\])*)`,
    String.raw`[^\n]*`,
  ].join("|"),
  "y",
);

/**
 * Parses the variables of an EnvironmentFile= of systemd: `NAME=value` each, quoted or not; `#` begins a comment. Values
 * are not expanded, and `export` is not supported.
 */
export function environmentFile(text: string): Variables {
  const found = new Map<string, string>();
  const lines = text.replace(/\r\n?/g, "\n");
  for (let at = 0; at < lines.length; at = ENTRY.lastIndex + 1) {
    ENTRY.lastIndex = at;
    const [, name, quoted = "", bare = ""] = ENTRY.exec(lines) ?? [];
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name.trimEnd())) continue;
    found.set(name.trimEnd(), unquoted(quoted) + unescaped(bare));
  }
  return found;
}

/** Joins the quoted parts of a value; blanks between them are dropped. */
function unquoted(quoted: string): string {
  return [...quoted.matchAll(/'([^']*)'|"((?:\\[^]|[^"\\])*)"/g)]
    .map(([, single, double = ""]) => single ?? double.replace(/\\(?:\n|(["\\`$]))/g, "$1"))
    .join("");
}

/** Returns the unquoted rest of a value: quotes are literal in it, and trailing blanks are dropped. */
function unescaped(bare: string): string {
  let end = bare.length;
  while (/[ \t]/.test(bare.charAt(end - 1))) end -= 1;
  // An escaped blank stays.
  if (end < bare.length && endsInEscape(bare.slice(0, end))) end += 1;
  return bare.slice(0, end).replace(/\\(?:\n|([^]))/g, "$1");
}
