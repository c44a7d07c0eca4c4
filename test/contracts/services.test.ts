import { describe, expect, it } from 'vitest';
import { presentRequestedPayment } from '../../src/contracts/services.ts';
import { failedPayment, payment, pendingPayment } from '../support/payments.ts';

describe('the answer to a requested payment', () => {
  it('says why it was declined', () => {
    const declined = failedPayment();
    expect(presentRequestedPayment(declined)).toMatchObject({ status: 'FAILED', message: 'The card was declined.' });
  });

  it.each([{ type: 'in_app' } as const, undefined])(
    'with the next action %j has the bytes of earlier releases',
    (action) => {
      const waiting = pendingPayment({ outcome: { status: 'pending', action } });
      const message = 'The payment is being processed.';
      expect(presentRequestedPayment(waiting)).toMatchObject({ status: 'PENDING', message });
    },
  );

  it('stays what it was, whatever became of the payment since', () => {
    const refunded = payment({ refundedMinor: 1099n, refundableMinor: 0n, metadata: { note: 'x' } });
    expect(presentRequestedPayment(refunded)).toEqual(presentRequestedPayment(payment()));
  });
});
