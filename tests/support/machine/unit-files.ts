import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** The folders of unit files; a file shadows files of the same name in later folders. */
const FOLDERS = ["/etc/systemd/system", "/run/systemd/system", "/usr/lib/systemd/system"];

/** Returns the path of a unit's own file, without its drop-ins; undefined if there is none. */
export function ownFileOf(root: string, unit: string): string | undefined {
  return FOLDERS.map((folder) => `${folder}/${unit}`).find((path) => kindOf(root, path) !== undefined);
}

const kindOf = (root: string, path: string): ReturnType<typeof lstatSync> | undefined =>
  lstatSync(join(root, path), { throwIfNoEntry: false });

/** Returns whether a unit's own file is a link to /dev/null, as `systemctl mask` creates it. */
export function isMasked(root: string, unit: string): boolean {
  const own = ownFileOf(root, unit);
  if (own === undefined || kindOf(root, own)?.isSymbolicLink() !== true) return false;
  return readlinkSync(join(root, own)) === "/dev/null";
}

/** Returns a unit's files in the order in which systemd reads them: its own, then drop-ins by name. */
export function unitFilesOf(root: string, unit: string): readonly { path: string; text: string }[] {
  const own = ownFileOf(root, unit);
  if (own === undefined || isMasked(root, unit)) return [];
  const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
  const dropIns = new Map<string, string>();
  for (const folder of FOLDERS) {
    const inside = join(root, folder, `${unit}.d`);
    if (!existsSync(inside)) continue;
    for (const name of readdirSync(inside)) {
      const hidden = dropIns.has(name) || !name.endsWith(".conf");
      if (!hidden) dropIns.set(name, `${folder}/${unit}.d/${name}`);
    }
  }
  const ordered = [...dropIns.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return [own, ...ordered].map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/** Returns the names of all unit files of a type such as `.socket`. */
export function unitNames(root: string, type: string): readonly string[] {
  const names = FOLDERS.flatMap((folder) => {
    const inside = join(root, folder);
    return existsSync(inside) ? readdirSync(inside).filter((name) => name.endsWith(type)) : [];
  });
  return [...new Set(names)].sort();
}

/** Parses the lines `NAME=VALUE` of unit files as in systemd.syntax(7). */
function settingsOf(texts: readonly string[]): { name: string; value: string }[] {
  return texts.flatMap((text) => {
    const lines: string[] = [];
    let begun = "";
    for (const line of text.split("\n")) {
      // A comment inside a continued line is skipped; the line continues after it.
      if (/^\s*[#;]/.test(line)) continue;
      begun += line.replace(/\\$/, " ");
      if (line.endsWith("\\")) continue;
      lines.push(begun);
      begun = "";
    }
    return lines.flatMap((line) => {
      const [, name, value = ""] = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value }];
    });
  });
}

/** Returns the values of a setting in a unit's files; an empty value resets the earlier ones. */
export function valuesOf(texts: readonly string[], name: string): readonly string[] {
  let values: string[] = [];
  for (const setting of settingsOf(texts)) {
    if (setting.name !== name) continue;
    values = setting.value === "" ? [] : [...values, setting.value];
  }
  return values;
}

/** Returns the units that a dependency such as `Requires=` names; an empty value resets nothing. */
export function dependenciesOf(texts: readonly string[], name: string): readonly string[] {
  return settingsOf(texts).flatMap((setting) =>
    setting.name === name ? setting.value.split(/\s+/).filter((unit) => unit !== "") : [],
  );
}

/** Parses a time such as `1min 30s` or `90` to seconds; undefined if the setting is missing. */
export function secondsOf(texts: readonly string[], name: string): number | undefined {
  const value = valuesOf(texts, name).at(-1);
  if (value === undefined) return undefined;
  if (value === "infinity") return Infinity;
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, min: 60, "": 1 };
  return [...value.matchAll(/([\d.]+)\s*([a-z]*)/g)].reduce(
    (sum, [, number, unit = ""]) => sum + Number(number) * (units[unit] ?? 1),
    0,
  );
}

/** Returns the units that a target wants and whose files exist. */
export function wantedBy(root: string, target: string): readonly string[] {
  const folder = join(root, "etc/systemd/system", `${target}.wants`);
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return [];
  return readdirSync(folder).filter((name) => ownFileOf(root, name) !== undefined);
}
