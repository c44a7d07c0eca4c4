import { describe, expect, it } from 'vitest';
import { customerTimeMs, isOutOfTime } from '../../src/domain/polling.ts';

const createdAt = '2026-11-21T12:00:00.000Z';
const askedLate = '2026-11-21T13:22:00.000Z';

describe('a customer has had their time', () => {
  it.each([
    ['an hour after they were asked', askedLate, askedLate],
    ['an hour after the first claim, if an earlier release asked them', undefined, createdAt],
  ])('%s, and not before', (_what, pendingSince, since) => {
    const end = Date.parse(since) + customerTimeMs;
    expect(isOutOfTime({ createdAt, pendingSince }, end)).toBe(false);
    expect(isOutOfTime({ createdAt, pendingSince }, end + 1)).toBe(true);
  });
});
