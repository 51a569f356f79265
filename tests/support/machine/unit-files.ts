import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The files of a unit in the order in which systemd reads them: its own, then drop-ins by name. */
export function unitFilesOf(root: string, unit: string): readonly { path: string; text: string }[] {
  const own = ["/etc/systemd/system", "/usr/lib/systemd/system"]
    .map((folder) => `${folder}/${unit}`)
    .find((path) => existsSync(join(root, path)));
  if (own === undefined) return [];
  const dropIns = ["/etc/systemd/system", "/usr/lib/systemd/system"].flatMap((folder) => {
    const inside = join(root, folder, `${unit}.d`);
    if (!existsSync(inside)) return [];
    return readdirSync(inside)
      .filter((name) => name.endsWith(".conf"))
      .map((name) => `${folder}/${unit}.d/${name}`);
  });
  const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  dropIns.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return [own, ...dropIns].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** The values of a setting over a unit's files; an empty one takes back those before it. */
export function valuesOf(texts: readonly string[], name: string): readonly string[] {
  let values: string[] = [];
  for (const line of texts.join("\n").replace(/\\\n/g, " ").split("\n")) {
    if (!line.startsWith(`${name}=`)) continue;
    const value = line.slice(name.length + 1).trim();
    values = value === "" ? [] : [...values, value];
  }
  return values;
}

/** A command line's words; variables and specifiers aren't played. */
export function commandWords(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word
      .replace(/"([^"]*)"|'([^']*)'/g, "$1$2")
      .replace(/%%/g, "%")
      .replace(/\$\$/g, "$"),
  );
}

/** The units that a target wants, as far as their links lead to something. */
export function wantedBy(root: string, target: string): readonly string[] {
  const folder = join(root, "etc/systemd/system", `${target}.wants`);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name)));
}
