import { z } from "zod";
import { type Input, isGroup } from "./input";

/** The schema by which a program's values of some inputs are checked. */
export const schemaOf = (inputs: readonly Input[]): z.ZodObject =>
  z.strictObject(
    Object.fromEntries(
      inputs.map((input) => {
        const schema = isGroup(input) ? schemaOf(input.fields) : input.type.schema;
        return [input.name, input.required === true ? schema : schema.optional()];
      }),
    ),
  );
