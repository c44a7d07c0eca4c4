import type { Io } from './io.ts';
import { reserveMs } from './send.ts';

/**
 * The remaining time of an invocation, also limited by the client's time-out from now on. DynamoDB calls subtract
 * `reserveMs` for the response; the client's time-out is entirely for the work, so the reserve is added to it.
 */
export function remainingWithin(
  timeoutMs: number | undefined,
  { now, remaining }: Pick<Io, 'now' | 'remaining'>,
): () => number {
  if (timeoutMs === undefined) return remaining;
  const until = now() + timeoutMs + reserveMs;
  return () => Math.min(remaining(), until - now());
}
