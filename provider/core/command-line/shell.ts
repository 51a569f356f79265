import type { Variables } from "./words";

/** A text as a POSIX shell expands it, as far as possible without running it. */
export interface ShellText<T> {
  readonly value: T;
  /** The parts that only a running shell can expand: `$(command)`, an unterminated quote, any other statement. */
  readonly unread: readonly string[];
  /** The variables that are used and not set. */
  readonly unset: readonly string[];
}

/** A part of a word. If it is unquoted, a variable's value is split at its blanks. */
interface WordPart {
  readonly text: string;
  readonly quoting: "none" | "double" | "literal";
}

interface ShellCommand {
  readonly words: readonly (readonly WordPart[])[];
  /** The command as written. */
  readonly source: string;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<joint>\\\r?\n)`,
    String.raw`(?<blank>[ \t\r]+|#[^\n]*)`,
    String.raw`(?<number>(?<=^|\s)\d(?=[<>]))?(?<end>[\n;&|<>()]+)`,
    String.raw`'(?<single>[^']*)'`,
    String.raw`"(?<double>(?:\\[^]|[^"\\])*)"`,
    String.raw`\\(?<escaped>[^])`,
    String.raw`(?<bare>(?:\$\([^)]*\)|\x60[^\x60]*\x60|(?!(?<=^|\s)\d[<>])[^\s'"\\;&|<>()])+)`,
    String.raw`(?<open>[^]+)`,
  ].join("|"),
  "g",
);

/** Returns a command line's words as a shell passes them to the program. `;`, `&&`, `>` and the like end them. */
export function shellWords(text: string, variables: Variables = new Map()): ShellText<readonly string[]> {
  const [first] = commands(text);
  const reader = new Expansion(variables);
  return reader.result((first?.words ?? []).flatMap((word) => reader.fields(word)));
}

/** Returns the variables that a shell sets when it sources a file: plain assignments and exports. */
export function shellVariables(file: string): ShellText<Variables> {
  const found = new Map<string, string>();
  const reader = new Expansion(found);
  for (const command of commands(file)) {
    const assigned = assignments(command);
    if (assigned === undefined) reader.unread.push(command.source);
    for (const { name, parts } of assigned ?? []) {
      found.set(name, parts.map((part) => reader.whole(part)).join(""));
    }
  }
  return reader.result(found);
}

/** Returns whether a text begins with an assignment that no program follows, as an environment file does. */
export function beginsWithVariable(text: string): boolean {
  const [first] = commands(text);
  return first !== undefined && assignments(first) !== undefined;
}

interface Assignment {
  readonly name: string;
  readonly parts: readonly WordPart[];
}

/** `NAME=value`, or just the name in `export NAME`. */
const NAMED = /^([A-Za-z_]\w*)(?:=([^]*))?$/;

/** Returns the variables that a command sets; undefined if it does anything else. */
function assignments({ words }: ShellCommand): readonly Assignment[] | undefined {
  const exported = words[0]?.length === 1 && words[0][0]?.text === "export";
  const list = (exported ? words.slice(1) : words).map(([head, ...tail]) => {
    const [, name, value] = (head?.quoting === "none" && NAMED.exec(head.text)) || [];
    return name === undefined || (value === undefined && !exported) ? undefined : { name, value, tail };
  });
  if (!list.every((word) => word !== undefined)) return undefined;
  return list.flatMap(({ name, value, tail }) =>
    value === undefined ? [] : [{ name, parts: [{ text: value, quoting: "none" } as const, ...tail] }],
  );
}

/** Splits a text into its commands, without comments. */
function commands(text: string): readonly ShellCommand[] {
  const list: { words: WordPart[][]; source: string }[] = [];
  let [open, glued] = [false, false];
  for (const { 0: token, groups = {} } of text.matchAll(TOKEN)) {
    const part = partOf(groups);
    if (groups.end !== undefined) open = false;
    const last = open ? list.at(-1) : undefined;
    if (part === undefined) glued &&= groups.joint !== undefined;
    else if (last === undefined) list.push({ words: [[part]], source: token });
    else if (glued) last.words.at(-1)?.push(part);
    else last.words.push([part]);
    if (last !== undefined) last.source += token;
    if (part !== undefined) [open, glued] = [true, true];
  }
  return list.map(({ words, source }) => ({ words, source: source.trim() }));
}

function partOf(groups: Readonly<Record<string, string | undefined>>): WordPart | undefined {
  const { single, double, escaped, bare, open } = groups;
  if (double !== undefined) return { text: double, quoting: "double" };
  // An unterminated quote is kept for the note on it.
  if (open !== undefined) return { text: open, quoting: "none" };
  const literal = single ?? escaped;
  if (literal !== undefined) return { text: literal, quoting: "literal" };
  return bare === undefined ? undefined : { text: bare, quoting: "none" };
}

const REPLACED = /\$\([^)]*\)|`[^`]*`|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)|\$\{[^}]*\}|\\([$"`\\]|\n)/g;

/** Expands variables in words, and collects what it can't expand. */
class Expansion {
  readonly unread: string[] = [];
  private readonly unset = new Set<string>();

  constructor(private readonly variables: Variables) {}

  result<T>(value: T): ShellText<T> {
    return { value, unread: this.unread, unset: [...this.unset] };
  }

  /** Expands a part without splitting it into words. */
  whole({ text, quoting }: WordPart): string {
    if (quoting === "literal") return text;
    if (quoting === "none" && /^["'\\]/.test(text)) this.unread.push(text);
    return text.replace(REPLACED, (found: string, braced?: string, plain?: string, escaped?: string) => {
      if (escaped !== undefined) return escaped === "\n" ? "" : escaped;
      const name = braced ?? plain;
      if (name === undefined) this.unread.push(found);
      else if (!this.variables.has(name)) this.unset.add(name);
      return name === undefined ? "" : (this.variables.get(name) ?? "");
    });
  }

  /** Expands a word, which may become several words or none. */
  fields(word: readonly WordPart[]): readonly string[] {
    const list: string[] = [];
    let current: string | undefined;
    for (const part of word) {
      const [first = "", ...more] =
        part.quoting === "none" ? this.whole(part).split(/[ \t\n]+/) : [this.whole(part)];
      if (first !== "" || part.quoting !== "none") current = (current ?? "") + first;
      for (const next of more) {
        if (current !== undefined) list.push(current);
        current = next === "" ? undefined : next;
      }
    }
    return current === undefined ? list : [...list, current];
  }
}
