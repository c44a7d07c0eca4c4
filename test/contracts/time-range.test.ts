import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../src/contracts/time-range.ts';
import { refusal } from '../support/refusals.ts';

const since = (text: string) => rangeOf({ since: text, until: undefined })[0];

describe('the range of a list', () => {
  it.each([
    ['2026-11-28', '2026-11-28T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-11-28T10:00:00Z', '2026-11-28T10:00:00.000Z'],
    ['2026-11-28T10:00:00.5Z', '2026-11-28T10:00:00.500Z'],
    ['2026-11-30T24:00:00Z', '2026-12-01T00:00:00.000Z'],
  ])('begins at %s', (text, instant) => {
    expect(since(text)).toBe(instant);
  });

  it.each([
    '2026-02-29',
    '2026-02-30T10:00:00Z',
    '2026-09-31',
    '2026-13-01',
    '2026-00-10',
    '2026-11-00',
    '2026-11-28T25:00:00Z',
    '2026-11-28T10:00:00',
    '2026-11-28T10:00:00+01:00',
    '2026-11-28T10:00Z',
    '2026-1-1',
    'Z',
    '',
  ])('does not begin at "%s"', (text) => {
    expect(() => since(text)).toThrow(refusal('query_invalid', { field: 'since' }));
  });

  it('ends after it begins', () => {
    expect(() => rangeOf({ since: '2026-11-28', until: '2026-11-28' })).toThrow(
      refusal('query_invalid', { field: 'since' }),
    );
  });
});
