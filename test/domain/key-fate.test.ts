import { describe, expect, it } from 'vitest';
import {
  fateOfPayment,
  fateOfRefund,
  fateOfUse,
  type KeyFate,
  type KnownUse,
  neverSeen,
  oneFate,
} from '../../src/domain/key-fate.ts';
import type { KeyUse } from '../../src/domain/key-use.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import { authorizedPayment, cancelledPayment, payment, paymentIn, processingPayment } from '../support/payments.ts';
import { failedRefund, pendingRefund, processingRefund, refund, reversedRefund } from '../support/stream.ts';

type Use = Exclude<KeyUse, { kind: 'refund' }>;
const { id: paymentId, fingerprint } = payment();

describe('what became of a key that made a payment', () => {
  it.each([
    ['processing', 'in_progress'],
    ['authorized', 'succeeded'],
    ['completed', 'succeeded'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
  ] as const)('of a payment that is %s: %s', (status, fate) => {
    const made = paymentIn[status]();
    expect(fateOfPayment(made)).toEqual({ status: fate, payment: made, paymentId });
  });
});

describe('what became of a key that refunded', () => {
  it.each<[Refund, KeyFate['status']]>([
    [processingRefund(), 'in_progress'],
    [pendingRefund(), 'in_progress'],
    [refund(), 'succeeded'],
    [failedRefund(), 'failed'],
    [reversedRefund(), 'failed'],
  ])('by a refund that is $status: %#', (made, fate) => {
    const of = payment();
    expect(fateOfRefund(of, 'r1', made)).toEqual({
      status: fate,
      payment: of,
      paymentId,
      refundId: 'r1',
    });
  });

  it('is unknown while no refund is there: it was refused, or is not reserved yet', () => {
    expect(fateOfRefund(payment(), 'r1', undefined)).toMatchObject({ status: 'unknown', refundId: 'r1' });
  });
});

describe('what became of a key that is not the identity of its request', () => {
  const paid: Use = { kind: 'order payment', paymentId, fingerprint };
  const captured: Use = { kind: 'capture', paymentId };
  const cancelled: Use = { kind: 'cancel', paymentId };

  it.each<[string, Use, Payment, KeyFate['status']]>([
    ['paid an order with these fields', paid, payment(), 'succeeded'],
    ['paid an order that is being paid', paid, processingPayment(), 'in_progress'],
    ['paid an order, which another request paid', paid, payment({ fingerprint: 'other' }), 'unknown'],
    ['captured', captured, payment({ closing: 'capture' }), 'succeeded'],
    ['is capturing', captured, authorizedPayment({ closing: 'capture' }), 'in_progress'],
    ['was to capture, and another cancelled', captured, cancelledPayment({ closing: 'cancel' }), 'unknown'],
    ['was to capture, and nothing is closing it', captured, authorizedPayment(), 'unknown'],
    ['cancelled', cancelled, cancelledPayment({ closing: 'cancel' }), 'cancelled'],
    ['was to cancel what somebody had captured by hand', cancelled, payment({ closing: 'cancel' }), 'failed'],
    ['is cancelling', cancelled, authorizedPayment({ closing: 'cancel' }), 'in_progress'],
  ])('it %s: %#', (_what, use, of, status) => {
    expect(fateOfUse(use, of)).toEqual({ status, payment: of, paymentId });
  });

  it('is unknown if the payment is not there yet', () => {
    expect(fateOfUse(captured, undefined)).toEqual({ status: 'unknown', paymentId });
  });
});

describe('the one fate of a key', () => {
  const one: KnownUse = { usedFor: 'payment', fate: { status: 'succeeded', paymentId: 'p1', orderId: 'o1' } };
  const other: KnownUse = { usedFor: 'refund', fate: { status: 'failed', paymentId: 'p2', userId: 'u2' } };

  it('of no use is that it was never seen', () => {
    expect(oneFate([], true)).toBe(neverSeen);
    expect(neverSeen).toEqual({ status: 'never_seen' });
  });

  it('of its one use is that of the use', () => {
    expect(oneFate([one], true)).toBe(one.fate);
  });

  it('is unknown if there are uses that are not on record', () => {
    expect(oneFate([one], false)).toEqual({ ...one.fate, status: 'unknown', uses: [one], moreUses: true });
  });

  it('is unknown for several uses, with all ids, the first use’s own where they differ', () => {
    const ids = { paymentId: 'p1', orderId: 'o1', userId: 'u2' };
    expect(oneFate([one, other], true)).toEqual({ status: 'unknown', ...ids, uses: [one, other], moreUses: false });
  });
});
