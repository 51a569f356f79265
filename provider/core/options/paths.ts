import { textThat } from "./types";

/** A path on the host, from its root. */
export const absolutePath = textThat((path) =>
  path.startsWith("/") ? undefined : "isn't an absolute path; begin it with /",
);
