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
