/** What somebody told the app by context (`-c name=value`) and that cannot be: the message says what would be right. */
export class ContextError extends Error {}

/** Ends the synthesis with the message alone where the context is wrong; what else is thrown is a fault of ours. */
export async function explained(synthesis: Promise<unknown>): Promise<void> {
  await synthesis.catch((error: unknown) => {
    if (!(error instanceof ContextError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}
