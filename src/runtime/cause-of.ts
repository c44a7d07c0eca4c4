import { Refusal } from '../domain/refusal.ts';

/** Describes an error for the log, without its message, which could contain data that a client sent. */
export function causeOf(error: unknown): Record<string, unknown> {
  const cause = error instanceof Refusal ? (error.details.cause ?? error) : error;
  if (!(cause instanceof Error)) return { cause: typeof cause };
  return {
    cause: cause.name,
    at: framesOf(cause),
  };
}

/** Removes the message from the stack first, because its lines could look like stack frames. */
const framesOf = ({ stack = '', message }: Error): string[] =>
  (message === '' ? stack : stack.replaceAll(message, ''))
    .split('\n')
    .filter((line) => /^ +at .*:\d+:\d+\)?$/.test(line))
    .map((line) => line.trim())
    .slice(0, 8);
