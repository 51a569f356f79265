/** Returns how a command of the sandbox failed; an empty object if it did not. */
export const failureOf = (work: Promise<unknown>): Promise<{ code?: number; stderr?: string }> =>
  work.then(
    () => ({}),
    (error: unknown) => error as { code: number; stderr: string },
  );
