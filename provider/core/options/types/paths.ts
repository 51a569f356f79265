import { textThat } from "./basic";

/** An absolute path on the host. */
export const absolutePath = textThat((path) =>
  path.startsWith("/") ? undefined : "isn't an absolute path; begin it with /",
);

/** A name that is looked up in PATH, without a slash, or an absolute path. */
export const program = textThat((path) => {
  if (path === "") return "is empty; write the name or path of a program";
  return path.startsWith("/") || !path.includes("/") ? undefined : "isn't an absolute path; begin it with /";
});
