import { type Authorize, attempt, type Done, type HttpRequest, type Refused } from './attempt.ts';
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
 * key. `wasSent`: it may have been sent before. Throws UnansweredError when the deadline comes first.
 */
export async function send(
  request: HttpRequest,
  sending: Sending,
  wasSent: boolean,
  key?: string,
): Promise<Done | Refused> {
  const { io, authorize, attemptMs, deadlineMs } = sending;
  const until = io.now() + deadlineMs;
  let isInDoubt = wasSent;
  for (let attempts = 1; ; attempts++) {
    const answer = await attempt(request, Math.min(attemptMs, until - io.now()), io, authorize);
    isInDoubt ||= leavesDoubt(answer);
    if (answer.kind === 'done') return answer;
    if (answer.kind === 'refused' && isFinal(answer, isInDoubt)) return answer;
    const wait = waitMs(answer, attempts, io.random);
    if (!mayRetry(answer) || io.now() + wait >= until) {
      const name = `${request.method} ${request.url}`;
      if (answer.kind !== 'refused') throw new UnansweredError(name, key, undefined, answer.cause);
      if (isRefusalForNow(answer, isInDoubt)) return answer;
      throw new UnansweredError(name, key, answer.problem, undefined);
    }
    await io.sleep(wait);
  }
}
