import type { BenchHost } from "./hosts";

/** Milliseconds by figure. */
export type Sample = Readonly<Record<string, number>>;

/** A measurement. To add one, add a module in measurements/ and its line in main.ts. */
export interface Measurement {
  readonly name: string;
  /** Figures that are reported as a multiple of another one, with an optional aim. */
  readonly ratios: readonly { readonly name: string; readonly to: string; readonly aim?: number }[];
  /** Runs one round on one host: each figure once, so that compared figures alternate. */
  round(host: BenchHost, round: number): Promise<Sample>;
}

/** Measures the duration of some work, in milliseconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Returns the middle figure, or the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (low === undefined || high === undefined) throw new RangeError("no figures");
  return (low + high) / 2;
}
