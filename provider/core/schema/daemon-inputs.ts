import { z } from "zod";
import { catalogue, optionByKey, optionName } from "../options";
import { Connection } from "./connection";

/** dockerd's options by their names in a program. Derived from the catalogue, nothing is listed here. */
export const Options = z.strictObject(
  Object.fromEntries(catalogue.map((option) => [optionName(option.key), option.type.schema.optional()])),
);

const ExtraOptions = z.record(z.string(), z.json()).superRefine((record, context) => {
  for (const key of Object.keys(record)) {
    const option = optionByKey(key);
    if (option === undefined) continue;
    const message = `is known by its own name, with its checks; write options.${optionName(key)}`;
    context.addIssue({ code: "custom", path: [key], message });
  }
});

/** The inputs of a `Daemon`. */
export const DaemonInputs = z.strictObject({
  connection: Connection,
  options: Options.optional(),
  extraOptions: ExtraOptions.optional(),
  /** Always declared empty; a refresh fills it with drift that no option can carry. */
  drift: z.record(z.string(), z.string()).optional(),
});
