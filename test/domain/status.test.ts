import { describe, expect, it } from 'vitest';
import { claimOn, isDecided, isRefundDecided, refundStatuses, statuses } from '../../src/domain/status.ts';
import { PaymentItem } from '../../src/store/payment-item.ts';
import { RefundItem } from '../../src/store/refund-item.ts';

describe('every status of a payment', () => {
  it.each([
    ['processing', false, 'being paid'],
    ['pending', true, 'pending'],
    ['authorized', true, 'authorized'],
    ['completed', true, 'paid'],
    ['failed', true, 'free'],
    ['cancelled', true, 'free'],
  ] as const)('%s: is decided: %s; to another payment of its trip it is %s', (status, decided, claim) => {
    expect([isDecided(status), claimOn[status]]).toEqual([decided, claim]);
  });

  it('can be stored', () => {
    expect(PaymentItem.shape.status.options).toEqual(statuses);
    expect(RefundItem.shape.status.options).toEqual(refundStatuses);
  });

  it('of a refund is decided unless it is processing', () => {
    expect(refundStatuses.filter(isRefundDecided)).toEqual(['pending', 'completed', 'failed', 'reversed']);
  });
});
