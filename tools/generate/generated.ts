import { inputsPage } from "./inputs-page";
import { optionsPage } from "./options-page";
import { sdkInputs } from "./sdk-inputs";
import { sdkOptions } from "./sdk-options";

/** Every generated file of the repository, by its path from the root. */
export const generated: Readonly<Record<string, string>> = {
  "sdk/nodejs/options.gen.ts": sdkOptions(),
  "sdk/nodejs/inputs.gen.ts": sdkInputs(),
  "docs/reference/options.md": optionsPage(),
  "docs/reference/inputs.md": inputsPage(),
};
