let watching = false;

/**
 * Ends this process when the engine that started it is gone: Pulumi closes a plugin's standard input then, and
 * otherwise a plugin whose CLI was killed stays for good. A host in the middle of a change goes on by itself.
 */
export function endWithEngine(
  input: NodeJS.ReadStream = process.stdin,
  exit: (code: number) => void = (code) => process.exit(code),
): void {
  // A file or /dev/null says nothing about who started us.
  if (watching || !("unref" in input)) return;
  watching = true;
  input.on("end", () => exit(0));
  input.on("error", () => exit(0));
  input.resume();
  // By itself it must not keep the process alive.
  input.unref();
}
