import { isDeepStrictEqual } from 'node:util';
import type { Write } from './store.ts';

/** An attempt that is about to refuse a refund raises its fence, and may then find that its key was used meanwhile. */
export function raisesTheFenceAlone({ before, after }: Write): boolean {
  const { refund_fence: _before, ...restBefore } = before ?? {};
  const { refund_fence: _after, ...restAfter } = after ?? {};
  return isDeepStrictEqual(restBefore, restAfter);
}
