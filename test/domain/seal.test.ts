import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { canonicalJson, type Seal, sealHash } from '../../src/domain/seal.ts';

const seal: Seal = {
  day: '2026-11-28',
  shard: 0,
  count: 2,
  root: 'ab'.repeat(32),
  sums: [{ account: 'sales', currency: 'EUR' as Currency, minor: -250n }],
  previous: 'cd'.repeat(32),
  leafPrefixes: undefined,
  sealedAt: '2026-11-30T03:00:00.000Z',
};

describe('a seal', () => {
  it.each<[string, Partial<Seal>]>([
    ['day', { day: '2026-11-29' }],
    ['shard', { shard: 1 }],
    ['count', { count: 3 }],
    ['root', { root: 'ac'.repeat(32) }],
    ['sums', { sums: [{ account: 'sales', currency: 'EUR' as Currency, minor: -251n }] }],
    ['previous seal', { previous: undefined }],
  ])('has another hash with another %s', (_what, but) => {
    expect(sealHash({ ...seal, ...but })).not.toBe(sealHash(seal));
  });

  it('has a hash that is the same for ever', () => {
    expect(sealHash(seal)).toMatchInlineSnapshot(`"3a51afb32d351686694ab369543552454b47d8bfa16661c505f7dadce94c5be2"`);
  });
});

describe('canonical JSON', () => {
  it.each<[string, unknown, string]>([
    ['members in any order', { b: 1, a: { d: [2n], c: null } }, '{"a":{"c":null,"d":[2]},"b":1}'],
    ['undefined members', { a: undefined }, '{}'],
    ['whole numbers beyond floats', { a: 2n ** 70n }, '{"a":1180591620717411303424}'],
    ['text', ['é"\n'], '["é\\"\\n"]'],
  ])('writes %s in one way', (_what, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });
});
