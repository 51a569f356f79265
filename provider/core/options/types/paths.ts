import { textThat } from "./basic";

/** A path on the host, from its root. */
export const absolutePath = textThat((path) =>
  path.startsWith("/") ? undefined : "isn't an absolute path; begin it with /",
);

/** A name, or a path from the host's root: what is looked up in PATH has no slash in it. */
export const program = textThat((path) => {
  if (path === "") return "is empty; write the name or path of a program";
  return path.startsWith("/") || !path.includes("/") ? undefined : "isn't an absolute path; begin it with /";
});
