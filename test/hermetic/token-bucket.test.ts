import { describe, expect, it } from 'vitest';
import { tokenBucket } from '../../hermetic/api-gateway/token-bucket.ts';

describe('a token bucket', () => {
  it.each([
    ['a burst and nothing more', { perSecond: 1, burst: 3 }, [0, 0, 0, 0], [true, true, true, false]],
    ['one request for each interval', { perSecond: 2, burst: 1 }, [0, 499, 500, 999], [true, false, true, false]],
    ['no more than a burst after a long pause', { perSecond: 100, burst: 1 }, [0, 60_000, 60_000], [true, true, false]],
    [
      'one request once fractions add up to an interval',
      { perSecond: 1, burst: 1 },
      [0, 400, 800, 1_200],
      [true, false, false, true],
    ],
  ])('admits %s', (_what, rate, times, expected) => {
    let now = 0;
    const take = tokenBucket(rate, () => now);
    const taken = times.map((time) => {
      now = time;
      return take();
    });
    expect(taken).toEqual(expected);
  });
});
