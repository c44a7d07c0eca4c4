import { describe, expect, it } from 'vitest';
import { claimOn, isDecided, isRefundDecided, refundStatuses, type Status, statuses } from '../../src/domain/status.ts';
import { PaymentItem } from '../../src/store/payment-item.ts';
import { RefundItem } from '../../src/store/refund-item.ts';

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

  it('can be stored', () => {
    expect(PaymentItem.shape.status.options).toEqual(statuses);
    expect(RefundItem.shape.status.options).toEqual(refundStatuses);
  });

  it('of a refund is decided unless it is processing', () => {
    expect(refundStatuses.filter(isRefundDecided)).toEqual(['pending', 'completed', 'failed', 'reversed']);
  });
});
