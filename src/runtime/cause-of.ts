import { Refusal } from '../domain/refusal.ts';

/** What a fault was, for the log: without messages or fields that could hold what a client sent. */
export function causeOf(error: unknown): Record<string, unknown> {
  const cause = error instanceof Refusal ? (error.details.cause ?? error) : error;
  if (!(cause instanceof Error)) return { cause: typeof cause };
  return {
    cause: cause.name,
    at: framesOf(cause),
  };
}

/** A message may have lines that look like frames, and what a client sent in them: so it is taken out first. */
const framesOf = ({ stack = '', message }: Error): string[] =>
  (message === '' ? stack : stack.replaceAll(message, ''))
    .split('\n')
    .filter((line) => /^ +at .*:\d+:\d+\)?$/.test(line))
    .map((line) => line.trim())
    .slice(0, 8);
