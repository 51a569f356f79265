import { randomBytes } from "node:crypto";

/** How a user becomes root. */
export type Root = "none" | "sudo";

/** Makes an unpredictable word of letters and digits, which no shell interprets. */
export const newNonce = (): string => `n${randomBytes(12).toString("hex")}`;

/**
 * Returns the command line that runs a script as root: one line, one program with plain arguments and one pair of single
 * quotes, without `!`, so that every login shell parses it alike (bash, dash, zsh, fish, tcsh, busybox ash).
 *
 * The script is sent on standard input. With `hasInput` a line with the nonce ends it, and the rest of standard input is
 * the script's own input, into which `sh -s` would read ahead.
 */
export function commandLine(root: Root, nonce: string, hasInput: boolean): string {
  const shell = root === "sudo" ? "exec sudo -n -- /bin/sh" : "exec /bin/sh";
  if (!hasInput) return `${shell} -s ${nonce}`;
  return `${shell} -c '${READ_SCRIPT.replace("NONCE", nonce)}' pulumi-dockerd ${nonce}`;
}

const READ_SCRIPT =
  's=$(while IFS= read -r l; do case $l in (NONCE) break;; esac; printf "%s\\n" "$l"; done); eval "$s"';
