/** A context value (`-c name=value`) is invalid. The message says how to correct it. */
export class ContextError extends Error {}

/** On a ContextError, prints its message without a stack trace and exits with 2, as commands do for wrong options. Rethrows everything else. */
export async function exitOnContextError(synthesis: Promise<unknown>): Promise<void> {
  await synthesis.catch((error: unknown) => {
    if (!(error instanceof ContextError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  });
}
