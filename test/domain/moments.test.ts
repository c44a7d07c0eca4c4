import { describe, expect, it } from 'vitest';
import { holdsOf } from '../../src/domain/hold.ts';
import { type Moments, momentsOf, momentsOfCreation } from '../../src/domain/moments.ts';
import { isRefunded, isRefused, type Outcome, type Payment, updatedAt } from '../../src/domain/payment.ts';
import { begunRefund, wholeRefund } from '../../src/domain/refund.ts';
import { payment } from '../support/payments.ts';

const [authorizedAt, settledAt, closedAt] = [
  '2026-11-21T11:01:00.000Z',
  '2026-11-21T11:02:00.000Z',
  '2026-11-21T11:03:00.000Z',
];
const held: Outcome = { status: 'authorized', reference: 'PAY-1' };
const none: Moments = { authorizedAt: undefined, capturedAt: undefined, cancelledAt: undefined, settledAt: undefined };

describe('the moments of a payment', () => {
  it.each<[string, Partial<Payment>, Partial<Moments>]>([
    ['charged at once: it settled', { settledAt }, { settledAt }],
    ['charged at once and closed by nothing', { settledAt, closedAt }, { settledAt }],
    ['authorized', { status: 'authorized', outcome: held, authorizedAt, settledAt: undefined }, { authorizedAt }],
    [
      'authorized by an earlier version, which dated that by settledAt',
      { status: 'authorized', outcome: held, settledAt },
      { authorizedAt: settledAt },
    ],
    [
      'captured: that is when it settled',
      { status: 'completed', outcome: held, authorizedAt, settledAt, closedAt },
      { authorizedAt, capturedAt: closedAt, settledAt: closedAt },
    ],
    [
      'cancelled: it never settled',
      { status: 'cancelled', outcome: held, authorizedAt, settledAt, closedAt },
      { authorizedAt, cancelledAt: closedAt },
    ],
    [
      'failed',
      { status: 'failed', outcome: { status: 'failed', failureCode: 'card_declined' }, settledAt },
      { settledAt },
    ],
    [
      'cancelled without an outcome',
      { status: 'cancelled', outcome: undefined, settledAt, closedAt },
      { cancelledAt: closedAt, settledAt },
    ],
  ])('%s', (_what, but, moments) => {
    expect(momentsOf(payment(but))).toEqual({ ...none, ...moments });
  });

  it.each<[string, Partial<Payment>, Partial<Moments>]>([
    ['a charge had settled', { settledAt, closedAt }, { settledAt }],
    ['an authorization had not, whatever happened since', { authorizedAt, settledAt, closedAt }, { authorizedAt }],
  ])('as of its creation: %s', (_what, but, moments) => {
    expect(momentsOfCreation(payment(but))).toEqual({ ...none, ...moments });
  });
});

describe('when something last happened to a payment', () => {
  const refundAt = (at: string | undefined) => ({
    refunds: { r1: { ...begunRefund(wholeRefund('p1', 'r1'), 1n, { owner: 'us', until: 0 }, 0), settledAt: at } },
  });
  const early = '2026-11-21T10:00:00.000Z';
  const late = '2026-11-21T13:00:00.000Z';

  it.each<[string, Partial<Payment>, string]>([
    ['its creation', { settledAt: undefined }, '2026-11-21T11:00:00.123Z'],
    ['its authorization', { settledAt: undefined, authorizedAt: late }, late],
    ['its settlement', { settledAt: late }, late],
    ['its capture', { closedAt: late }, late],
    ['its last refund', refundAt(late), late],
    ['nothing by a refund that is not decided', { settledAt, ...refundAt(undefined) }, settledAt],
    ['never anything before the latest', { settledAt: late, closedAt: early, ...refundAt(early) }, late],
  ])('%s', (_what, but, at) => {
    expect(updatedAt(payment(but))).toBe(at);
  });
});

describe('a payment is wholly refunded', () => {
  it.each<[Partial<Payment>, boolean]>([
    [{ refundedMinor: 1_099n }, true],
    [{ refundedMinor: 1_098n }, false],
    [{ refundedMinor: 1_099n, status: 'authorized' }, false],
  ])('%#: %s', (but, refunded) => {
    expect(isRefunded(payment(but))).toBe(refunded);
  });
});

describe('a payment was refused because another has its trip or order', () => {
  it.each<[Outcome | undefined, boolean]>([
    [{ status: 'failed', failureCode: 'trip_already_paid' }, true],
    [{ status: 'failed', failureCode: 'order_already_paid' }, true],
    [{ status: 'failed', failureCode: 'card_declined' }, false],
    [{ status: 'completed', reference: 'PAY-1' }, false],
    [undefined, false],
  ])('%j: %s', (outcome, refused) => {
    expect(isRefused(outcome)).toBe(refused);
  });
});

describe('a payment holds, before it is charged', () => {
  const trip = { kind: 'trip', id: 't1' };
  const order = { kind: 'order', id: 'o1' };

  it.each<[string, Partial<Payment>, readonly object[]]>([
    ['nothing, if it has neither trip nor order', { onePaymentPerOrder: true }, []],
    ['its trip', { tripId: 't1' }, [trip]],
    ['no order that may have several payments', { orderId: 'o1' }, []],
    ['an order that may have one payment', { orderId: 'o1', onePaymentPerOrder: true }, [order]],
    ['the trip before the order, always', { orderId: 'o1', tripId: 't1', onePaymentPerOrder: true }, [trip, order]],
  ])('%s', (_what, but, holds) => {
    expect(holdsOf(payment(but))).toEqual(holds);
  });
});
