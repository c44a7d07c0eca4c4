import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { imbalanceOf, type Line, move } from '../../src/domain/ledger.ts';
import { expectedRow, linesOfRow, type SettlementRow } from '../../src/domain/settlement.ts';
import { settlementRow } from '../support/settlement.ts';

const [eur, usd] = ['EUR' as Currency, 'USD' as Currency];
const money = (minor: bigint, currency = eur) => ({ minor, currency });

describe('the ledger lines of a settlement row', () => {
  it.each<[string, SettlementRow, readonly Line[]]>([
    [
      'a charge with a fee',
      settlementRow(),
      [
        ['fees', eur, 90n],
        ['processor_receivable', eur, -90n],
      ],
    ],
    ['a charge without a fee', settlementRow({ feeMinor: 0n }), []],
    [
      'a refund whose fee is returned',
      settlementRow({ kind: 'refund', amount: money(-500n), feeMinor: -10n }),
      [
        ['fees', eur, -10n],
        ['processor_receivable', eur, 10n],
      ],
    ],
    [
      'a fee of its own',
      settlementRow({ kind: 'fee', amount: money(-200n), feeMinor: 0n }),
      [
        ['fees', eur, 200n],
        ['processor_receivable', eur, -200n],
      ],
    ],
    [
      'a payout',
      settlementRow({ kind: 'payout', amount: money(-2410n), feeMinor: 0n }),
      [
        ['payouts', eur, 2410n],
        ['processor_receivable', eur, -2410n],
      ],
    ],
    [
      'a payout that came back',
      settlementRow({ kind: 'payout', amount: money(2410n), feeMinor: 0n }),
      [
        ['payouts', eur, -2410n],
        ['processor_receivable', eur, 2410n],
      ],
    ],
    ['what we have no account for', settlementRow({ kind: 'other', feeMinor: 0n }), []],
    [
      'a charge that was converted, through clearing',
      settlementRow({ amount: money(1000n, usd), settled: money(920n), feeMinor: 20n }),
      [
        ['fees', eur, 20n],
        ['processor_receivable', eur, 900n],
        ['clearing', usd, 1000n],
        ['processor_receivable', usd, -1000n],
        ['clearing', eur, -920n],
      ],
    ],
  ])('of %s are exact, and balance', (_what, row, lines) => {
    expect(linesOfRow(row, false)).toEqual(lines);
    expect(imbalanceOf(lines)).toEqual(new Map());
  });

  it('leave out a fee that is in the books already', () => {
    expect(linesOfRow(settlementRow(), true)).toEqual([]);
  });
});

describe('what an event lets us expect', () => {
  const named = { reference: 'PAY-1', intentId: undefined, refundId: undefined };
  const event = { id: 'e', at: '2026-11-28T00:00:00.000Z', ...named };
  const charged: readonly Line[] = [
    ['processor_receivable', eur, 2410n],
    ['fees', eur, 90n],
    ['sales', eur, -2500n],
  ];
  const refunded: readonly Line[] = [
    ['refunds', eur, 500n],
    ['processor_receivable', eur, -500n],
  ];

  it('is a charge of the whole amount, whose fee is known, if the event has a fee', () => {
    expect(expectedRow({ ...event, type: 'payment.completed', lines: charged })).toMatchObject({
      kind: 'charge',
      amount: money(2500n),
      fee: money(90n),
    });
  });

  it.each<[string, bigint, { minor: bigint; currency: Currency } | undefined]>([
    ['a part: the rest is taken back from the charge', 4_000n, money(-1_500n)],
    ['the whole', 2_500n, undefined],
  ])('knows of a capture what it left of its authorization: %s', (_what, authorized, uncaptured) => {
    const released = move('pending_receivable', 'pending_sales', money(authorized));
    expect(expectedRow({ ...event, type: 'payment.captured', lines: [...released, ...charged] })).toMatchObject({
      amount: money(2500n),
      uncaptured,
    });
  });

  it('is a refund with a negative amount', () => {
    expect(expectedRow({ ...event, type: 'refund.completed', refundId: 'r1', lines: refunded })).toMatchObject({
      kind: 'refund',
      refundId: 'r1',
      amount: money(-500n),
      fee: undefined,
    });
  });

  it.each(['payment.authorized', 'payment.cancelled', 'correction'])('is nothing for %s', (type) => {
    expect(expectedRow({ ...event, type, lines: charged })).toBeUndefined();
  });
});
