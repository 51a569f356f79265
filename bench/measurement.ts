import type { BenchHost } from "./hosts";

/** Milliseconds by the name of what took them. */
export type Sample = Readonly<Record<string, number>>;

/** Something that is measured. Adding one is a module in measurements/ and its line in main.ts. */
export interface Measurement {
  readonly name: string;
  /** Which of its figures are told as a multiple of which other, with the aim where there is one. */
  readonly ratios: readonly { readonly name: string; readonly to: string; readonly aim?: number }[];
  /** One round on one host: each of the figures once, so that rounds alternate between what is compared. */
  round(host: BenchHost, round: number): Promise<Sample>;
}

/** How long some work takes, in milliseconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The middle one of some figures, or the mean of the two in the middle. */
export function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)];
  const high = sorted[Math.ceil((sorted.length - 1) / 2)];
  if (low === undefined || high === undefined) throw new RangeError("no figures");
  return (low + high) / 2;
}
