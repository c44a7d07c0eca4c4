import type { Io } from './io.ts';
import { reserveMs } from './send.ts';

/**
 * What is left of an invocation whose client waits so many milliseconds, from now. Calls to DynamoDB keep a reserve to
 * answer in; a client's time-out is all for the work, so its reserve comes on top.
 */
export function remainingWithin(
  timeoutMs: number | undefined,
  { now, remaining }: Pick<Io, 'now' | 'remaining'>,
): () => number {
  if (timeoutMs === undefined) return remaining;
  const until = now() + timeoutMs + reserveMs;
  return () => Math.min(remaining(), until - now());
}
