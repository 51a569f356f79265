import type { ClientFigure } from "./client";
import { median, type Measurement, type Sample } from "./measurement";

/** The stored results of one run. */
export interface Report {
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  /** The versions of Node and ssh2. */
  readonly client: string;
  /** The machine's load in the last minute, before and after. */
  readonly load: readonly [number, number];
  readonly parallel: number;
  readonly rounds: number;
  /** The time that a program spends before any host is reached. */
  readonly onClient: readonly ClientFigure[];
  /** By host: versions, and the median of each figure in milliseconds. */
  readonly hosts: Readonly<Record<string, HostReport>>;
}

export interface HostReport {
  readonly versions: string;
  readonly medians: Sample;
  readonly ratios: readonly {
    readonly name: string;
    readonly to: string;
    readonly aim?: number;
    readonly ratio: number;
  }[];
}

/** Computes the medians of a host's rounds, and the ratios between them. */
export function hostReport(
  versions: string,
  samples: readonly Sample[],
  measurements: readonly Measurement[],
): HostReport {
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))];
  const medians = Object.fromEntries(
    names.map((name) => [name, median(samples.flatMap((sample) => sample[name] ?? []))]),
  );
  const ratios = measurements
    .flatMap((measurement) => measurement.ratios)
    .map((ratio) => ({
      ...ratio,
      ratio: rounded((medians[ratio.name] ?? NaN) / (medians[ratio.to] ?? NaN), 2),
    }));
  return {
    versions,
    medians: Object.fromEntries(Object.entries(medians).map(([name, value]) => [name, rounded(value, 1)])),
    ratios,
  };
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Formats a report: a table of medians and one of ratios. */
export function reportText(report: Report): string {
  const hosts = Object.values(report.hosts);
  const heads = Object.entries(report.hosts).map(([name, { versions }]) => `${name}: ${versions}`);
  const columns = Object.keys(report.hosts);
  const medians = Object.keys(hosts[0]?.medians ?? {}).map((name) => [
    name,
    ...hosts.map((host) => String(Math.round(host.medians[name] ?? NaN))),
  ]);
  const ratios = (hosts[0]?.ratios ?? []).map(({ name, to, aim }, at) => [
    `${name} : ${to}`,
    ...hosts.map((host) => (host.ratios[at]?.ratio ?? NaN).toFixed(2)),
    aim === undefined ? "" : String(aim),
  ]);
  return [
    `${report.date}, commit ${report.commit}, ${report.machine}; ${report.client}; load ${report.load.join(" before, ")} after;`,
    `\`--parallel ${report.parallel}\`, medians of ${report.rounds} rounds. Hosts:`,
    "",
    ...heads.map((head) => `- ${head}`),
    "",
    table(["milliseconds", ...columns], medians),
    "",
    table(["ratio", ...columns, "aim"], ratios),
    "",
    table(
      ["milliseconds on the client", "median", "aim"],
      report.onClient.map(({ name, median: figure, aim }) => [name, figure.toFixed(1), `under ${aim}`]),
    ),
  ].join("\n");
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
