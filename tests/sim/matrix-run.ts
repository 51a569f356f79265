import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Cell, PAIRS } from "./matrix";

const ROOT = join(__dirname, "../..");

/** The number of pairs that one process runs before it takes the next ones. */
const SHARE = 24;

/** Runs every pair of a terrain and an operation once, in one process more than there are processors. */
export async function playMatrix(onCell: (cell: Cell) => void = () => undefined): Promise<readonly Cell[]> {
  const shares = Array.from({ length: Math.ceil(PAIRS.length / SHARE) }, (_, at) => at * SHARE);
  const cells: Cell[] = [];
  const worker = async (): Promise<void> => {
    for (let from = shares.shift(); from !== undefined; from = shares.shift()) {
      await playShare(from, (cell) => {
        cells.push(cell);
        onCell(cell);
      });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  const order = new Map(PAIRS.map(({ terrain, operation }, at) => [`${terrain.name} ${operation.name}`, at]));
  const place = ({ terrain, operation }: Cell): number => order.get(`${terrain} ${operation}`) ?? -1;
  return cells.sort((one, other) => place(one) - place(other));
}

async function playShare(from: number, onCell: (cell: Cell) => void): Promise<void> {
  const words = [join(__dirname, "matrix.ts"), String(from), String(SHARE)];
  const child = spawn(join(ROOT, "node_modules/.bin/tsx"), words, {
    cwd: ROOT,
    env: { PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let complaints = "";
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  createInterface(child.stdout).on("line", (line) => onCell(JSON.parse(line) as Cell));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`pairs from ${from}: ${complaints}`);
}

/** Returns the violations, one text for each pair that has any. */
export const violations = (cells: readonly Cell[]): readonly string[] =>
  cells
    .filter((cell) => cell.end === "violation")
    .map((cell) => `${cell.terrain}, ${cell.operation}: ${cell.violations.join("\n  ")}`);
