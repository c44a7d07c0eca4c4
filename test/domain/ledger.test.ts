import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import {
  type Account,
  accountNames,
  balancesOf,
  imbalanceOf,
  type Line,
  mergedLines,
  move,
  RunningBalances,
} from '../../src/domain/ledger.ts';

const eur = 'EUR' as Currency;
const currencies = ['EUR', 'USD', 'JPY'].map((code) => code as Currency);
const account = fc.constantFrom<Account>(...accountNames);
const minor = fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n });
const line = fc.tuple(account, fc.constantFrom(...currencies), minor) as fc.Arbitrary<Line>;

describe('ledger lines', () => {
  it('a move debits one account and credits the other', () => {
    expect(move('sales', 'processor_receivable', { minor: 250n, currency: eur })).toEqual([
      ['processor_receivable', eur, 250n],
      ['sales', eur, -250n],
    ]);
  });

  it('a move of nothing has no lines', () => {
    expect(move('sales', 'processor_receivable', { minor: 0n, currency: eur })).toEqual([]);
  });

  it('moves balance whatever is moved', () => {
    fc.assert(
      fc.property(account, account, minor, (from, to, amount) => {
        expect(imbalanceOf(move(from, to, { minor: amount, currency: eur }))).toEqual(new Map());
      }),
    );
  });

  it('lines that miss one minor unit are out of balance by it', () => {
    expect(
      imbalanceOf([
        ['processor_receivable', eur, 250n],
        ['sales', eur, -249n],
      ]),
    ).toEqual(new Map([[eur, 1n]]));
  });

  it('one currency does not balance another', () => {
    expect(
      imbalanceOf([
        ['processor_receivable', eur, 250n],
        ['sales', 'USD' as Currency, -250n],
      ]).size,
    ).toBe(2);
  });

  it('merged lines have the same balances, no zeros and no account twice', () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const merged = mergedLines(lines);
        const left = [...balancesOf(lines)].filter(([, balance]) => balance.minor !== 0n);
        expect(new Map(balancesOf(merged))).toEqual(new Map(left));
        expect(merged).toHaveLength(left.length);
      }),
    );
  });

  it('balances are the same in whatever order lines are added', () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const [one, other] = [lines, lines.toReversed()].map((all) => new RunningBalances().add(all).sorted());
        expect(one).toEqual(other);
      }),
    );
  });
});
