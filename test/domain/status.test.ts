import { describe, expect, it } from 'vitest';
import { claimOn, isDecided, isRefundDecided, refundStatuses, type Status, statuses } from '../../src/domain/status.ts';
import { itemOf, paymentOf } from '../../src/store/payment-item.ts';
import { payment, paymentIn } from '../support/payments.ts';
import { refundIn, refundsOf, wholeItem } from '../support/stream.ts';

describe('every status of a payment', () => {
  const meanings: Readonly<Record<Status, readonly [decided: boolean, claim: string]>> = {
    processing: [false, 'being paid'],
    pending: [true, 'pending'],
    authorized: [true, 'authorized'],
    completed: [true, 'paid'],
    failed: [true, 'free'],
    cancelled: [true, 'free'],
  };

  it.each(statuses)('%s says whether the charge is decided, and what it means to another payment', (status) => {
    expect([isDecided(status), claimOn[status]]).toEqual(meanings[status]);
  });

  it.each(statuses)('%s can be stored', (status) => {
    expect(paymentOf(itemOf(paymentIn[status]()))).toMatchObject({ status });
  });

  it.each(refundStatuses)('of a refund that is %s can be stored', (status) => {
    const refunds = refundsOf(refundIn[status]());
    expect(paymentOf(wholeItem(payment({ refunds }))).refunds).toMatchObject({ r1: { status } });
  });

  it('of a refund is decided unless it is processing', () => {
    expect(refundStatuses.filter(isRefundDecided)).toEqual(['pending', 'completed', 'failed', 'reversed']);
  });
});
