import { describe, expect, it } from 'vitest';
import { holdsOf } from '../../src/domain/hold.ts';
import { type Moments, momentsOf, momentsOfCreation } from '../../src/domain/moments.ts';
import { type Authorization, isRefused, type Outcome } from '../../src/domain/outcome.ts';
import { isRefunded, type Payment, type ProcessingPayment, updatedAt } from '../../src/domain/payment.ts';
import {
  authorizedPayment,
  cancelledPayment,
  failedPayment,
  payment,
  pendingPayment,
  processingPayment,
} from '../support/payments.ts';
import { processingRefund, refund } from '../support/stream.ts';

const [authorizedAt, settledAt, closedAt] = [
  '2026-11-21T11:01:00.000Z',
  '2026-11-21T11:02:00.000Z',
  '2026-11-21T11:03:00.000Z',
];
const held: Authorization = { status: 'authorized', reference: 'PAY-1' };
const none: Moments = { authorizedAt: undefined, capturedAt: undefined, cancelledAt: undefined, settledAt: undefined };

describe('the moments of a payment', () => {
  it.each<[string, Payment, Partial<Moments>]>([
    ['charged at once: it settled', payment({ settledAt }), { settledAt }],
    ['charged at once and closed by nothing', payment({ settledAt, closedAt }), { settledAt }],
    ['authorized', authorizedPayment({ authorizedAt, settledAt: undefined }), { authorizedAt }],
    [
      'authorized by an earlier version, which dated that by settledAt',
      authorizedPayment({ settledAt }),
      { authorizedAt: settledAt },
    ],
    [
      'captured: that is when it settled',
      payment({ outcome: held, authorizedAt, settledAt, closedAt }),
      { authorizedAt, capturedAt: closedAt, settledAt: closedAt },
    ],
    [
      'cancelled: it never settled',
      cancelledPayment({ authorizedAt, settledAt, closedAt }),
      { authorizedAt, cancelledAt: closedAt },
    ],
    ['failed', failedPayment({ settledAt }), { settledAt }],
    ['pending: nothing happened yet', pendingPayment(), {}],
    ['processing: nothing happened yet', processingPayment(), {}],
  ])('%s', (_what, one, moments) => {
    expect(momentsOf(one)).toEqual({ ...none, ...moments });
  });

  it.each<[string, Payment, Partial<Moments>]>([
    ['a charge had settled', payment({ settledAt, closedAt }), { settledAt }],
    [
      'an authorization had not, whatever happened since',
      payment({ outcome: held, authorizedAt, settledAt, closedAt }),
      { authorizedAt },
    ],
  ])('as of its creation: %s', (_what, one, moments) => {
    expect(momentsOfCreation(one)).toEqual({ ...none, ...moments });
  });
});

describe('when something last happened to a payment', () => {
  const refundAt = (settled: string) => ({ refunds: { r1: refund({ settledAt: settled }) } });
  const early = '2026-11-21T10:00:00.000Z';
  const late = '2026-11-21T13:00:00.000Z';

  it.each<[string, Payment, string]>([
    ['its creation', processingPayment(), '2026-11-21T11:00:00.123Z'],
    ['its authorization', authorizedPayment({ settledAt: undefined, authorizedAt: late }), late],
    ['its settlement', payment({ settledAt: late }), late],
    ['its capture', payment({ closedAt: late }), late],
    ['its last refund', payment(refundAt(late)), late],
    ['nothing by a refund that is not decided', payment({ settledAt, refunds: { r1: processingRefund() } }), settledAt],
    ['never anything before the latest', payment({ settledAt: late, closedAt: early, ...refundAt(early) }), late],
  ])('%s', (_what, one, at) => {
    expect(updatedAt(one)).toBe(at);
  });
});

describe('a payment is wholly refunded', () => {
  it.each<[Payment, boolean]>([
    [payment({ refundedMinor: 1_099n }), true],
    [payment({ refundedMinor: 1_098n }), false],
    [authorizedPayment({ refundedMinor: 1_099n }), false],
  ])('%#: %s', (one, refunded) => {
    expect(isRefunded(one)).toBe(refunded);
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

  it.each<[string, Partial<ProcessingPayment>, readonly object[]]>([
    ['nothing, if it has neither trip nor order', { onePaymentPerOrder: true }, []],
    ['its trip', { tripId: 't1' }, [trip]],
    ['no order that may have several payments', { orderId: 'o1' }, []],
    ['an order that may have one payment', { orderId: 'o1', onePaymentPerOrder: true }, [order]],
    ['the trip before the order, always', { orderId: 'o1', tripId: 't1', onePaymentPerOrder: true }, [trip, order]],
  ])('%s', (_what, but, holds) => {
    expect(holdsOf(processingPayment(but))).toEqual(holds);
  });
});
