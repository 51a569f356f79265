// Imported first: with SIM_MUTANT=NAME, on-host scripts that are read from then on are those of a mutant.
import fs from "node:fs";
import { mutate, MUTANTS } from "./mutants";

const name = process.env.SIM_MUTANT;

if (name !== undefined) {
  const mutant = MUTANTS.find((one) => one.name === name);
  if (mutant === undefined) throw new Error(`there is no mutant "${name}"`);
  const { readFileSync } = fs;
  const broken = (path: fs.PathOrFileDescriptor, options: BufferEncoding): string => {
    const text = readFileSync(path, options);
    return String(path).endsWith(".sh") ? mutate(text, mutant) : text;
  };
  Object.assign(fs, { readFileSync: broken });
}
