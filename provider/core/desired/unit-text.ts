import { endsInEscape } from "../command-line/words";
import type { UnitFile } from "../observed/host";

/** A setting of a unit with the file that sets it. */
export interface UnitSetting {
  readonly path: string;
  readonly value: string;
}

/** Returns the settings of a name in a section of a unit's files (systemd.syntax(7)); an empty one resets the list. */
export function settings(
  files: readonly UnitFile[],
  name: string,
  section = "Service",
): readonly UnitSetting[] {
  return files
    .flatMap(({ path, text }) => entriesOf(text).map((entry) => ({ path, ...entry })))
    .filter((entry) => entry.section === section && entry.name === name)
    .reduce<UnitSetting[]>((list, { path, value }) => (value === "" ? [] : [...list, { path, value }]), []);
}

interface UnitEntry {
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

function entriesOf(text: string): readonly UnitEntry[] {
  let section = "";
  return joinedLines(text).flatMap((line) => {
    section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
    const at = line.indexOf("=");
    if (line.startsWith("[") || at < 0) return [];
    return [{ section, name: line.slice(0, at).trimEnd(), value: line.slice(at + 1).trimStart() }];
  });
}

/** Returns a file's lines without comments. A trailing backslash becomes a blank and joins the next line. */
function joinedLines(text: string): readonly string[] {
  const lines: string[] = [];
  let parts: string[] = [];
  // systemd 247 to 262 treat a carriage return as a line end, and skip comments within a continued line.
  for (const part of text.replace(/^\uFEFF/, "").split(/\r\n?|\n/)) {
    const own = part.replace(/^[ \t]+/, "");
    if (/^[#;]/.test(own)) continue;
    const goesOn = endsInEscape(own);
    parts.push(goesOn ? `${own.slice(0, -1)} ` : own);
    if (goesOn) continue;
    lines.push(parts.join("").trim());
    parts = [];
  }
  return [...lines, parts.join("").trim()];
}

/** Returns whether a unit's files name another unit in Requires=. */
export const requiresUnit = (files: readonly UnitFile[], unit: string): boolean =>
  settings(files, "Requires", "Unit").some(({ value }) => value.split(/\s+/).includes(unit));
