import { z } from "zod";
import { catalogue, optionByKey, optionName } from "../../options";
import { misnomer } from "../../options/misnomers";

/** dockerd's options by their names in a program. Derived from the catalogue, nothing is listed here. */
export const options = z.strictObject(
  Object.fromEntries(catalogue.map((option) => [optionName(option.key), option.type.schema.optional()])),
);

export const extraOptions = z.record(z.string(), z.json()).superRefine((record, context) => {
  for (const [key, value] of Object.entries(record)) {
    // Any key may be declared absent: also one of an option, if the engine on the host refuses it.
    if (value === null) continue;
    const option = optionByKey(key);
    const message = option === undefined ? misnomer(key) : `is an option; write options.${optionName(key)}`;
    if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
  }
});
