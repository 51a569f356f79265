/** How a command of the sandbox failed; nothing where it did not. */
export const failureOf = (work: Promise<unknown>): Promise<{ code?: number; stderr?: string }> =>
  work.then(
    () => ({}),
    (error: unknown) => error as { code: number; stderr: string },
  );
