import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { JsonObject } from "../provider/core/json";
import { catalogue, optionName } from "../provider/core/options";
import { daemon } from "../provider/resources/daemon";
import { median, time } from "./measurement";

/** A figure of the machine that runs the program, in milliseconds. */
export interface ClientFigure {
  readonly name: string;
  readonly median: number;
  readonly aim: number;
}

const OPTIONS = 40;
const ENGINE = "28.5.2";

/** Returns inputs with this many compatible examples of the catalogue. */
function inputsWith(count: number): JsonObject {
  const connection = { host: "10.0.0.11", hostKey: `SHA256:${"A".repeat(43)}` };
  const inputs = (options: JsonObject): JsonObject => ({ connection, options, engineVersion: ENGINE });
  let options: JsonObject = {};
  for (const option of catalogue) {
    if (Object.keys(options).length === count) break;
    const more = { ...options, [optionName(option.key)]: option.example };
    if (daemon.check(inputs(more)).length === 0) options = more;
  }
  if (Object.keys(options).length < count) throw new Error(`only ${Object.keys(options).length} go together`);
  return inputs(options);
}

async function checking(rounds: number): Promise<number> {
  const inputs = inputsWith(OPTIONS);
  const figures: number[] = [];
  for (let round = 0; round < rounds * 20; round++)
    figures.push(await time(() => Promise.resolve(daemon.check(inputs))));
  return median(figures);
}

/** Measures `require("pulumi-dockerd")` in its own process, once `@pulumi/pulumi` is loaded. */
function loading(rounds: number): number {
  const program =
    'require("@pulumi/pulumi"); const t = performance.now(); require("pulumi-dockerd"); console.log(performance.now() - t)';
  const cwd = join(__dirname, "..");
  return median(
    Array.from({ length: rounds }, () =>
      Number(execFileSync(process.execPath, ["-e", program], { cwd, encoding: "utf8" })),
    ),
  );
}

/** Measures what a program spends before any host is reached. */
export async function clientFigures(rounds: number): Promise<readonly ClientFigure[]> {
  return [
    {
      name: `check of a Daemon with ${OPTIONS} options and an engineVersion`,
      median: await checking(rounds),
      aim: 2,
    },
    { name: "loading the SDK, over @pulumi/pulumi itself", median: loading(rounds), aim: 150 },
  ];
}
