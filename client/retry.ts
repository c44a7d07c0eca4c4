import type { Attempt, Refused } from './attempt.ts';

const firstWaitMs = 200;
const longestWaitMs = 5_000;

/** Exponential backoff with full jitter, and at least as long as the service asks (`Retry-After`). */
export function waitMs(attempt: Attempt, attempts: number, random: () => number): number {
  const backoff = random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (attempts - 1));
  return Math.max(backoff, attempt.kind === 'refused' ? (attempt.retryAfterMs ?? 0) : 0);
}

/** Whether the same request with the same key may be answered otherwise later. */
export const mayRetry = (attempt: Attempt): boolean =>
  attempt.kind === 'lost' ? !attempt.isLast : attempt.kind === 'refused' && isTemporary(attempt);

/**
 * Whether a refusal decides the request. One that will pass does not. Neither does a refusal of the sender (401, 403) decide a
 * command, which has a key: it is given before the service looks at the key, and another process that shares the key store may have
 * done it.
 */
export const isFinal = (attempt: Refused, key: string | undefined): boolean =>
  !isTemporary(attempt) && !(key && [401, 403].includes(attempt.status));

/** Whether a last refusal can be told as one: the state it names was seen, and no attempt of this request can change that. */
export const isRefusalForNow = (attempt: Refused, isInDoubt: boolean): boolean => attempt.status === 409 && !isInDoubt;

/** Whether the request may have been done although this was the answer. */
export const leavesDoubt = (attempt: Attempt): boolean =>
  attempt.kind === 'lost' || (attempt.kind === 'refused' && isUndecided(attempt));

const isTemporary = (attempt: Refused): boolean =>
  isUndecided(attempt) || attempt.status === 429 || (attempt.status === 409 && attempt.retryAfterMs !== undefined);

/**
 * By the code that an earlier attempt is running, not by `Retry-After`: proxies drop it, and browsers show it to pages of another origin
 * only if CORS exposes it.
 */
const isUndecided = (attempt: Refused): boolean =>
  attempt.status >= 500 || attempt.problem.code === 'idempotency_key_in_use';
