import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { canonicalJson, leafPrefixesOf, prefixesIn, type Seal, sealHash } from '../../src/domain/seal.ts';

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

describe('the beginnings of leaves in seals', () => {
  const leaf = Buffer.alloc(32, 'abcd1234', 'hex');
  const sizes = [1, 4, 16, 32, 64].flatMap((shards) =>
    [1, 9_000, 37_500, 60_000, 100_000, 240_000, 300_000].map((count) => [shards, count] as const),
  );

  it.each(sizes)('of %s shards with %s items each fit one transaction of 4 MB', (shards, count) => {
    const leafPrefixes = leafPrefixesOf(Array(count).fill(leaf), shards);
    const size = leafPrefixes?.length ?? 0;
    expect(size).toBeLessThanOrEqual(350_000);
    expect(size * shards).toBeLessThanOrEqual(3_500_000);
    const prefixes = prefixesIn({ leafPrefixes, count });
    expect(prefixes?.sealed.length ?? count).toBe(count);
    expect(prefixes?.sealed.at(-1)).toBe(prefixes?.of(leaf));
  });

  it('are four bytes of each for small days, and fewer for large ones', () => {
    const lengthOf = (count: number, shards: number) => {
      const leafPrefixes = leafPrefixesOf(Array(count).fill(leaf), shards);
      return (prefixesIn({ leafPrefixes, count })?.sealed[0] ?? '').length / 2;
    };
    expect([lengthOf(60_000, 4), lengthOf(60_001, 4), lengthOf(240_001, 4)]).toEqual([4, 3, 0]);
    expect([lengthOf(9_000, 64), lengthOf(37_500, 64), lengthOf(37_501, 64)]).toEqual([4, 1, 0]);
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
