import { type Authorize, attempt, type Done, type HttpRequest, type Lost, lost, type Refused } from './attempt.ts';
import { UnansweredError } from './errors.ts';
import type { Io } from './io.ts';
import { isFinal, isRefusalForNow, leavesDoubt, mayRetry, waitMs } from './retry.ts';

export type Sending = Readonly<{
  io: Io;
  authorize: Authorize | undefined;
  /** Time for one attempt. */
  attemptMs: number;
  /** Time for all attempts together. */
  deadlineMs: number;
}>;

/**
 * Sends a request until it is decided: again after a network fault, 429, 5xx and 409 with `Retry-After`, always with the same
 * key. `wasSent`: it may have been sent before. Throws UnansweredError when the deadline comes first or the caller aborts; a read,
 * which has no key, that is aborted throws the signal's reason.
 */
export async function send(
  request: HttpRequest,
  { io, authorize, attemptMs, deadlineMs }: Sending,
  signal: AbortSignal | undefined,
  wasSent = false,
  key?: string,
): Promise<Done | Refused> {
  const until = io.now() + deadlineMs;
  const name = `${request.method} ${request.url}`;
  const ended = new AbortController();
  const aborted = new Promise<Lost>((resolve) =>
    signal?.addEventListener('abort', () => resolve(lost(signal.reason)), { signal: ended.signal }),
  );
  let isInDoubt = wasSent;
  try {
    for (let attempts = 1; ; attempts++) {
      if (signal?.aborted) throw key ? new UnansweredError(name, key, undefined, signal.reason) : signal.reason;
      const answer = await attempt(request, Math.min(attemptMs, until - io.now()), io, authorize, aborted);
      isInDoubt ||= leavesDoubt(answer);
      if (answer.kind === 'done') return answer;
      if (answer.kind === 'refused' && isFinal(answer, key)) return answer;
      const wait = waitMs(answer, attempts, io.random);
      if (!mayRetry(answer) || io.now() + wait >= until) {
        if (answer.kind === 'refused' && isRefusalForNow(answer, isInDoubt)) return answer;
        throw new UnansweredError(name, key, answer.problem, answer.cause);
      }
      await Promise.race([io.sleep(wait, signal && ended.signal), aborted]);
    }
  } finally {
    ended.abort();
  }
}
