import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { type Balance, balancesOf, imbalanceOf, type Line } from '../../src/domain/ledger.ts';
import { capturedMinorOf, type Payment } from '../../src/domain/payment.ts';
import { type EventKind, eventsOf } from '../../src/projections/events.ts';
import { linesOf } from '../../src/projections/ledger-lines.ts';
import { randomLives } from '../support/payment-lives.ts';
import { authorizedPayment, payment } from '../support/payments.ts';
import { seeded } from '../support/random.ts';
import { refund } from '../support/stream.ts';

const usd = 'USD' as Currency;
const eur = 'EUR' as Currency;
const lines = (kind: EventKind, one: Payment = payment()) =>
  linesOf({ id: 'e', kind, subject: '0', payment: one, refund: refund(), isQuiet: false });

const held = { status: 'authorized', reference: 'A' } as const;
const partly = payment({ outcome: held, capturedMinor: 700n });

describe('the ledger lines of an event', () => {
  it.each<[EventKind, Payment, readonly Line[]]>([
    ['payment.begun', payment(), []],
    ['payment.pending', payment(), []],
    ['payment.failed', payment(), []],
    ['payment.refused', payment(), []],
    ['payment.refunded', payment(), []],
    ['refund.failed', payment(), []],
    [
      'payment.completed',
      payment(),
      [
        ['processor_receivable', usd, 1099n],
        ['sales', usd, -1099n],
      ],
    ],
    [
      'payment.completed',
      payment({ fee: { minor: 62n, currency: usd } }),
      [
        ['processor_receivable', usd, 1037n],
        ['sales', usd, -1099n],
        ['fees', usd, 62n],
      ],
    ],
    [
      'payment.captured',
      payment({ outcome: held, capturedMinor: 700n, fee: { minor: 55n, currency: eur } }),
      [
        ['pending_sales', usd, 1099n],
        ['pending_receivable', usd, -1099n],
        ['processor_receivable', usd, 700n],
        ['sales', usd, -700n],
        ['fees', eur, 55n],
        ['processor_receivable', eur, -55n],
      ],
    ],
    [
      'payment.authorized',
      authorizedPayment(),
      [
        ['pending_receivable', usd, 1099n],
        ['pending_sales', usd, -1099n],
      ],
    ],
    [
      'payment.cancelled',
      authorizedPayment(),
      [
        ['pending_sales', usd, 1099n],
        ['pending_receivable', usd, -1099n],
      ],
    ],
    [
      'payment.captured',
      partly,
      [
        ['pending_sales', usd, 1099n],
        ['pending_receivable', usd, -1099n],
        ['processor_receivable', usd, 700n],
        ['sales', usd, -700n],
      ],
    ],
    [
      'refund.completed',
      payment(),
      [
        ['refunds', usd, 100n],
        ['processor_receivable', usd, -100n],
      ],
    ],
    [
      'refund.reversed',
      payment(),
      [
        ['processor_receivable', usd, 100n],
        ['refunds', usd, -100n],
      ],
    ],
  ])('of %s are exact', (kind, one, expected) => {
    expect(lines(kind, one)).toEqual(expected);
  });

  it('an authorization that was partly captured leaves nothing pending', () => {
    const all = [undefined, authorizedPayment(), partly].flatMap((after, index, images) =>
      after === undefined ? [] : eventsOf(images[index - 1], after).flatMap(linesOf),
    );
    expect(minorIn(balancesOf(all), 'pending_receivable')).toBe(0n);
    expect(minorIn(balancesOf(all), 'processor_receivable')).toBe(700n);
  });

  const { writes, last } = randomLives(20_000, seeded(7));
  const events = writes.flatMap(({ before, after }) => eventsOf(before, after));

  it('sum to zero in each currency, for every event of 20,000 random writes', () => {
    const unbalanced = events.filter((event) => imbalanceOf(linesOf(event)).size > 0);
    expect(unbalanced).toEqual([]);
    expect(new Set(events.filter((event) => linesOf(event).length > 0).map(({ kind }) => kind)).size).toBe(5);
  });

  it('of a payment fold to what was captured less what was refunded, with nothing pending unless it is authorized', () => {
    const byPayment = Map.groupBy(events, (event) => event.payment.id);
    for (const one of last) {
      const folded = balancesOf((byPayment.get(one.id) ?? []).flatMap(linesOf));
      const captured = one.status === 'completed' ? capturedMinorOf(one) : 0n;
      expect(minorIn(folded, 'processor_receivable')).toBe(captured - one.refundedMinor);
      expect(minorIn(folded, 'sales')).toBe(-captured);
      expect(minorIn(folded, 'pending_receivable')).toBe(one.status === 'authorized' ? one.amount.minor : 0n);
    }
  });
});

const minorIn = (balances: ReadonlyMap<string, Balance>, account: string): bigint =>
  [...balances.values()].filter((one) => one.account === account).reduce((sum, { minor }) => sum + minor, 0n);
