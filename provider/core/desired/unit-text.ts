import { endsInEscape } from "../command-line/words";
import type { UnitFile } from "../observed/host";

/** A setting with the file that it is from. */
export interface Setting {
  readonly path: string;
  readonly value: string;
}

/**
 * The settings of a name in a section of a unit's files, as systemd.syntax(7) has it; an empty one takes back all
 * before it.
 */
export function settings(files: readonly UnitFile[], name: string, section = "Service"): readonly Setting[] {
  return files
    .flatMap(({ path, text }) => assignments(text).map((assignment) => ({ path, ...assignment })))
    .filter((assignment) => assignment.section === section && assignment.name === name)
    .reduce<Setting[]>((list, { path, value }) => (value === "" ? [] : [...list, { path, value }]), []);
}

interface Assignment {
  readonly section: string;
  readonly name: string;
  readonly value: string;
}

function assignments(text: string): readonly Assignment[] {
  let section = "";
  return joinedLines(text).flatMap((line) => {
    section = /^\[(.*)\]$/.exec(line)?.[1] ?? section;
    const at = line.indexOf("=");
    if (line.startsWith("[") || at < 0) return [];
    return [{ section, name: line.slice(0, at).trimEnd(), value: line.slice(at + 1).trimStart() }];
  });
}

/** The lines of a file without comments. A backslash at the end of one is a blank and joins the next. */
function joinedLines(text: string): readonly string[] {
  const lines: string[] = [];
  let parts: string[] = [];
  // systemd 247 to 262 take a carriage return for a line end, and skip comments within a joined line.
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

/** Whether a unit's files name another unit in Requires=. */
export const requiresUnit = (files: readonly UnitFile[], unit: string): boolean =>
  settings(files, "Requires", "Unit").some(({ value }) => value.split(/\s+/).includes(unit));
