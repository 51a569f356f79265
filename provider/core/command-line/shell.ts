import type { Variables } from "./words";

/** What a POSIX shell makes of a text, as far as that can be told without running it. */
export interface ShellText<T> {
  readonly value: T;
  /** The parts that only a running shell could tell: `$(command)`, a quote that isn't closed, any other statement. */
  readonly unread: readonly string[];
  /** The variables that are used and not set. */
  readonly unset: readonly string[];
}

/** A part of a word; in an unquoted one the blanks of a variable's value make several words. */
interface Part {
  readonly text: string;
  readonly quoting: "none" | "double" | "literal";
}

interface Command {
  readonly words: readonly (readonly Part[])[];
  /** The command as it stands there. */
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

/** A command line's words as a shell hands them to the program. What is behind `;`, `&&`, `>` and the like isn't its. */
export function shellWords(text: string, variables: Variables = new Map()): ShellText<readonly string[]> {
  const [first] = commands(text);
  const reader = new Reader(variables);
  return reader.result((first?.words ?? []).flatMap((word) => reader.fields(word)));
}

/** The variables that are set after a shell has read a file (`. /etc/default/docker`): plain assignments and exports. */
export function shellVariables(file: string): ShellText<Variables> {
  const found = new Map<string, string>();
  const reader = new Reader(found);
  for (const command of commands(file)) {
    const assigned = assignments(command);
    if (assigned === undefined) reader.unread.push(command.source);
    for (const { name, parts } of assigned ?? []) {
      found.set(name, parts.map((part) => reader.whole(part)).join(""));
    }
  }
  return reader.result(found);
}

/** Whether a text begins by setting a variable, as an environment file does: `NAME=value`, and no program behind it. */
export function beginsWithVariable(text: string): boolean {
  const [first] = commands(text);
  return first !== undefined && assignments(first) !== undefined;
}

interface Assignment {
  readonly name: string;
  readonly parts: readonly Part[];
}

/** `NAME=value`, or a name alone as in `export NAME`. */
const NAMED = /^([A-Za-z_]\w*)(?:=([^]*))?$/;

/** What a command sets; undefined where it does anything else. */
function assignments({ words }: Command): readonly Assignment[] | undefined {
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

/** The commands of a text, without comments. */
function commands(text: string): readonly Command[] {
  const list: { words: Part[][]; source: string }[] = [];
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

function partOf(groups: Readonly<Record<string, string | undefined>>): Part | undefined {
  const { single, double, escaped, bare, open } = groups;
  if (double !== undefined) return { text: double, quoting: "double" };
  // A quote that isn't closed is kept, so that it can be told.
  if (open !== undefined) return { text: open, quoting: "none" };
  const literal = single ?? escaped;
  if (literal !== undefined) return { text: literal, quoting: "literal" };
  return bare === undefined ? undefined : { text: bare, quoting: "none" };
}

const REPLACED = /\$\([^)]*\)|`[^`]*`|\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)|\$\{[^}]*\}|\\([$"`\\]|\n)/g;

/** Puts variables' values into words, and keeps account of what it can't tell. */
class Reader {
  readonly unread: string[] = [];
  private readonly unset = new Set<string>();

  constructor(private readonly variables: Variables) {}

  result<T>(value: T): ShellText<T> {
    return { value, unread: this.unread, unset: [...this.unset] };
  }

  /** A part with the values of its variables, not cut into words. */
  whole({ text, quoting }: Part): string {
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

  /** A word as the program gets it: one, several, or none at all. */
  fields(word: readonly Part[]): readonly string[] {
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
