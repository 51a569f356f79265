import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/** Files and folders whose messages, docs and comments are checked. */
const CHECKED: readonly string[] = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "Makefile",
  "docs",
  "examples",
  "bench",
  "provider",
  "sdk",
  "tests",
  "tools",
];

/** Written by the last fault campaigns, and this test, which quotes what it rejects. */
const EXCEPT: readonly string[] = ["docs/evidence/", "tests/style/wording.test.ts"];

interface Wording {
  /** Without regard to case; a space also matches a line end within a comment. */
  readonly pattern: RegExp;
  /** A phrase that it rejects. */
  readonly bad: string;
  /** The same in the field's terms. */
  readonly good: string;
  readonly why: string;
}

const WORDING: readonly Wording[] = [
  {
    pattern: /\b(he|him|himself|his|nobody|somebody|someone)\b/,
    bad: "run again when he is done",
    good: "retry when it finishes",
    why: "a user or a process is it, they or the caller",
  },
  {
    pattern: /\b(as|of|from) before\b|\b(before|after|without) us\b/,
    bad: "the host is as before, with the file of before",
    good: "the host was rolled back to the original file",
    why: "the states have names: original configuration, rolled back, unchanged",
  },
  {
    pattern: /\b(put|puts|putting|bring|brings|brought|go|goes|gone|way) (\w+ )?back\b/,
    bad: "files are put back",
    good: "files are rolled back",
    why: "the operation is a rollback (restore, at destroy)",
  },
  {
    pattern: /\bundo(es|ne)\b/,
    bad: "the host undoes the change",
    good: "the host rolls the change back",
    why: "the operation is a rollback",
  },
  {
    pattern: /\b(bring|brings|brought) (\w+ )?about\b/,
    bad: "options are brought about",
    good: "options are applied",
    why: "a change is applied",
  },
  {
    pattern: /\b(look|looks|looked|looking) at\b/,
    bad: "the engine is looked at",
    good: "the engine is queried",
    why: "a host is observed, an API is queried, a file is read",
  },
  {
    pattern: /\b(tell|tells|telling|told)\b/,
    bad: "it tells what is wrong",
    good: "it reports failures",
    why: "software reports, prints, returns or distinguishes",
  },
  {
    pattern: /\b(ask|asks|asked) (the|an|a) (engine|host|api|agent)\b/,
    bad: "asks the engine",
    good: "queries the engine",
    why: "an API is queried",
  },
  {
    pattern: /\bin force\b/,
    bad: "options that are in force",
    good: "options that are in effect",
    why: "laws are in force; options are in effect",
  },
  {
    pattern: /\b(prove|proves|proved|proven)\b/,
    bad: "a change is proven",
    good: "a change is verified",
    why: "the step is named verify",
  },
  {
    pattern: /\b(take|takes|took|taken|taking) (it |them )?over\b/,
    bad: "another host is taken over",
    good: "another host is adopted",
    why: "the operation is adopt; apply.takeOver only names the input",
  },
  {
    pattern: /\b(let|lets|letting) (it |them |the host )?go\b/,
    bad: "destroy lets the host go",
    good: "destroy releases the host",
    why: "the operation is release",
  },
  {
    pattern: /\b(ours|theirs|foreign)\b/,
    bad: "keys that aren't ours",
    good: "unmanaged keys",
    why: "keys and files are managed or unmanaged",
  },
  {
    pattern: /(?<!\bthere )\b(is|are) no (?!longer\b)\w+/,
    bad: "--x is no option",
    good: "unknown option: --x; there is no default",
    why: "write is not a, or name what is unknown, unexpected or invalid",
  },
  {
    pattern: /\bisn't known\b(?! yet)|\bone \w* ?too many\b/,
    bad: "x isn't known",
    good: "x is unknown, and y isn't known yet",
    why: "the terms are unknown and unexpected",
  },
  {
    pattern: /\bfrom (engine )?\d+(\.\d+)+ on\b/,
    bad: "supported from 28.0 on",
    good: "supported since 28.0",
    why: "release notes write since",
  },
  {
    pattern: /\b(stand|stands|stood) (as|in|for|there|beside|above|behind|alone)\b/,
    bad: "keys as they stand in daemon.json",
    good: "keys of daemon.json",
    why: "a value is in a file, a word means something, a setting overrides another",
  },
  {
    pattern:
      /\b(undefined|null|empty|nothing|none|false|true) where\b|\bwhere (there (is|are)|nothing|none|nobody)\b/,
    bad: "undefined where there is none",
    good: "undefined if there is none; where the file is",
    why: "a condition begins with if or when; where is for places",
  },
  {
    pattern: /(^|["'`*] ?)The same (for|of|with|as|to|in)\b/,
    bad: "/** The same for IPv6. */",
    good: "Adds IPv6 rules in the same order",
    why: "hover text and doc comments are read one at a time",
  },
  {
    pattern: /\bRemote API\b/,
    bad: "the engine's Remote API",
    good: "the Docker API",
    why: "Docker renamed it",
  },
  {
    pattern: /\b(not|isn't|aren't|doesn't|don't) (\w+ )?any ?more\b|\bmends?\b/,
    bad: "it isn't there any more; mend it",
    good: "it no longer exists; fix it",
    why: "plain words: no longer, fix",
  },
];

/** Between two words of a phrase: white space, or a line end with the next line's comment sign. */
const GAP = String.raw`(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*(?:\*|\/\/|#)?[^\S\n]*)`;

const expressions = WORDING.map((wording) => ({
  ...wording,
  expression: new RegExp(wording.pattern.source.replaceAll(" ", GAP), "gim"),
}));

/** Text without fenced code in Markdown: commands and their output are checked at their source. */
const prose = (path: string): string => {
  const text = readFileSync(join(ROOT, path), "utf8");
  return path.endsWith(".md")
    ? text.replace(/^```[^]*?^```/gm, (block) => block.replace(/[^\n]/g, ""))
    : text;
};

const FILES = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...CHECKED],
  { cwd: ROOT, encoding: "utf8" },
)
  .split("\n")
  .filter((path) => path !== "" && !EXCEPT.some((except) => path.startsWith(except)));

test("every checked path has files", () => {
  const empty = CHECKED.filter(
    (checked) => !FILES.some((path) => path === checked || path.startsWith(`${checked}/`)),
  );
  expect(empty).toEqual([]);
});

test.each(expressions)(
  "$pattern rejects its bad example, and nothing rejects the good one",
  ({ expression, bad, good }) => {
    expect(bad).toMatch(expression);
    expect(expressions.filter((other) => good.match(other.expression) !== null)).toEqual([]);
  },
);

test("a phrase is found across a line end", () => {
  const { expression } = expressions.find(({ bad }) => bad === "options are brought about")!;
  expect("/**\n * It is brought\n * about.\n */").toMatch(expression);
});

test.each(FILES)("%s is written in the field's terms", (path) => {
  const text = prose(path);
  const found = expressions.flatMap(({ expression, good, why }) =>
    [...text.matchAll(expression)].map(({ 0: phrase, index }) => {
      const line = text.slice(0, index).split("\n").length;
      return `${path}:${line}: "${phrase.replace(/\s+/g, " ")}": ${why}; as in "${good}"`;
    }),
  );
  expect(found).toEqual([]);
});
