import { optionsPage } from "./options-page";
import { sdkOptions } from "./sdk-options";

/** Every generated file of the repository, by its path from the root. */
export const generated: Readonly<Record<string, string>> = {
  "sdk/nodejs/options.gen.ts": sdkOptions(),
  "docs/reference/options.md": optionsPage(),
};
