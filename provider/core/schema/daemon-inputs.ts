import { z } from "zod";
import { parseEngineRange } from "../engine-version";
import { catalogue, optionByKey, optionName } from "../options";
import { misnomer } from "../options/misnomers";
import { Apply, Timeouts } from "./apply";
import { Connection } from "./connection";
import { Tls } from "./tls";

/** dockerd's options by their names in a program. Derived from the catalogue, nothing is listed here. */
export const Options = z.strictObject(
  Object.fromEntries(catalogue.map((option) => [optionName(option.key), option.type.schema.optional()])),
);

const ExtraOptions = z.record(z.string(), z.json()).superRefine((record, context) => {
  for (const [key, value] of Object.entries(record)) {
    // Any key may be declared absent: also one of an option, if the engine on the host refuses it.
    if (value === null) continue;
    const option = optionByKey(key);
    const message =
      option === undefined
        ? misnomer(key)
        : `is known by its own name, with its checks; write options.${optionName(key)}`;
    if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
  }
});

const engineVersion = z.string().refine((text) => parseEngineRange(text) !== undefined, {
  error: 'isn\'t a range of versions; write it as in ">=26 <30", "28.x" or "20.10 || >=26.1"',
});

/** The inputs of a `Daemon`. */
export const DaemonInputs = z.strictObject({
  connection: Connection,
  options: Options.optional(),
  extraOptions: ExtraOptions.optional(),
  tls: Tls.optional(),
  apply: Apply.optional(),
  timeouts: Timeouts.optional(),
  engineVersion: engineVersion.optional(),
  /** Always declared empty; a refresh fills it with drift that no option can carry. */
  drift: z.record(z.string(), z.string()).optional(),
});
