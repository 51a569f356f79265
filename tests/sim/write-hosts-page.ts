// Runs the matrix of terrains and operations, and writes docs/reference/hosts.md.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENDS } from "./oracle";
import { hostsPage } from "./hosts-page";
import { playMatrix, violations } from "./matrix-run";

const PAGE = join(__dirname, "../../docs/reference/hosts.md");

async function main(): Promise<void> {
  let played = 0;
  const cells = await playMatrix((cell) => {
    played += 1;
    if (cell.end === "violation")
      console.error(`${cell.terrain}, ${cell.operation}: ${cell.violations.join("\n  ")}`);
    if (played % 50 === 0) console.error(`${played} pairs`);
  });
  writeFileSync(PAGE, hostsPage(cells));
  for (const end of [...ENDS, "skipped"])
    console.log(`${end}: ${cells.filter((cell) => cell.end === end).length}`);
  process.exitCode = violations(cells).length === 0 ? 0 : 1;
}

void main();
