import { Refusal } from './domain/refusal.ts';

/** What a fault was, for the log: without messages or fields that could hold what a client sent. */
export function causeOf(error: unknown): Record<string, unknown> {
  const cause = error instanceof Refusal ? (error.details.cause ?? error) : error;
  if (!(cause instanceof Error)) return { cause: typeof cause };
  return {
    cause: cause.name,
    at: cause.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8),
  };
}
