import { endsInEscape, type Variables } from "./words";

/** A line of an environment file: a comment, or a name with what stands behind its `=`. */
const ENTRY = new RegExp(
  [
    // A comment goes on behind a backslash before systemd 254 only.
    String.raw`[ \t]*[#;](?:\\[^\n]|[^\n\\])*\\?`,
    String.raw`[ \t]*([^\s=#;][^\n=]*)=((?:[ \t]|'[^']*'|"(?:\\[^]|[^"\\])*")*)((?:\\[^]|[^\n\\])*)`,
    String.raw`[^\n]*`,
  ].join("|"),
  "y",
);

/**
 * The variables of a file that systemd reads (EnvironmentFile=): `NAME=value` each, quoted or not, `#` begins a comment.
 * Nothing is replaced in a value, and `export` is no word here.
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

/** Quoted parts of a value; what stands between them is nothing. */
function unquoted(quoted: string): string {
  return [...quoted.matchAll(/'([^']*)'|"((?:\\[^]|[^"\\])*)"/g)]
    .map(([, single, double = ""]) => single ?? double.replace(/\\(?:\n|(["\\`$]))/g, "$1"))
    .join("");
}

/** The rest of a value: quotes have no meaning in it, and blanks at its end don't count. */
function unescaped(bare: string): string {
  let end = bare.length;
  while (/[ \t]/.test(bare.charAt(end - 1))) end -= 1;
  // Behind a backslash a blank isn't one of them.
  if (end < bare.length && endsInEscape(bare.slice(0, end))) end += 1;
  return bare.slice(0, end).replace(/\\(?:\n|([^]))/g, "$1");
}
