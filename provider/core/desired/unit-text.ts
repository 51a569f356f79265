/** A word of a command line in a unit, as it stands there and as systemd reads it. */
export interface Word {
  readonly raw: string;
  readonly text: string;
}

/** One file of a unit, as `systemctl cat` shows it. */
interface UnitFile {
  readonly path: string;
  readonly lines: readonly string[];
}

/** A unit's files in the order in which systemd reads them: a line `# PATH` before each, an empty one between. */
export function unitFiles(cat: string): readonly UnitFile[] {
  return cat.split(/(?:^|\n\n)(?=# \/\S+\n)/).flatMap((part) => {
    const [header = "", ...lines] = part.replace(/\\\n/g, " ").split("\n");
    return header.startsWith("# /") ? [{ path: header.slice(2), lines }] : [];
  });
}

/** The settings of a name in some files with the file that each is from; an empty one takes back all before it. */
export function settings(
  files: readonly UnitFile[],
  name: string,
): readonly { path: string; value: string }[] {
  return files
    .flatMap(({ path, lines }) =>
      lines
        .filter((line) => line.startsWith(`${name}=`))
        .map((line) => ({ path, value: line.slice(name.length + 1).trim() })),
    )
    .reduce<{ path: string; value: string }[]>(
      (list, setting) => (setting.value === "" ? [] : [...list, setting]),
      [],
    );
}

const WORD = /(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+/g;

/** The words of a command line in systemd's quoting. */
export function words(command: string): readonly Word[] {
  return [...command.matchAll(WORD)].map(([raw]) => ({ raw, text: unquote(raw) }));
}

function unquote(raw: string): string {
  return raw.replace(
    /"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|\\(.)/g,
    (_all, double?: string, single?: string, escaped?: string) =>
      (double ?? single ?? escaped ?? "").replace(/\\(.)/g, "$1"),
  );
}

/** A word as it has to stand in a unit, so that systemd reads it as it is: `%` and `$` have no meaning. */
export function quote(text: string): string {
  const plain = text.replace(/%/g, "%%").replace(/\$/g, "$$$$");
  return /^[\w@%+=:,./$-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, "\\$&")}"`;
}

/** The variables of an environment file: `NAME=value`, the value quoted or not, `#` begins a comment. */
export function environment(text: string): ReadonlyMap<string, string> {
  const lines = text.replace(/\\\n/g, "").split("\n");
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const match = /^\s*([A-Za-z_]\w*)=(.*?)\s*$/.exec(line);
      return match?.[1] === undefined ? [] : [[match[1], unquote(match[2] ?? "")]];
    }),
  );
}
