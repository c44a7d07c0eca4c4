import { readPaymentRequest } from '../../src/contracts/payment-body.ts';
import { wantedPayment } from '../../src/contracts/payments.ts';
import {
  type AuthorizedPayment,
  type CompletedPayment,
  type FailedPayment,
  newPayment,
  type ProcessingPayment,
} from '../../src/domain/payment.ts';
import { begunRefund } from '../../src/domain/refund.ts';
import type { RefundIn } from '../../src/domain/refund-states.ts';

const createdAt = '2026-11-28T10:00:00.000Z';
export const settledAt = '2026-11-28T10:00:00.250Z';
const id = 'a7502cf2-94d0-8a3c-b1de-2e5f6c1b9d40';
const lease = { owner: 'b1', until: 0 };

/** The example payment: 25.00 EUR by card, created by the code of the handlers. */
function requested(request: Readonly<Record<string, string>>): ProcessingPayment {
  const body = readPaymentRequest({ amount: '25.00', currency: 'EUR', ...request });
  const wanted = wantedPayment(body, { caller: 'anonymous', key: undefined, newId: () => id });
  return newPayment(wanted, lease, 0, Date.parse(createdAt));
}

const paid = { status: 'completed', reference: 'PAY-1D281EE9608DE3292C78' } as const;
const held = { status: 'authorized', reference: 'PAY-1D281EE9608DE3292C78' } as const;
const declined = { status: 'failed', failureCode: 'card_declined' } as const;
const decided = { lease: undefined, fencing: undefined, settledBy: lease.owner, settledAt } as const;
const asCharged = { authorizedAt: undefined, closing: undefined, dueAt: undefined, polls: 0 } as const;

export function paidPayment(request: Readonly<Record<string, string>> = {}): CompletedPayment {
  const payment = requested(request);
  return {
    ...payment,
    ...decided,
    ...asCharged,
    status: 'completed',
    outcome: paid,
    decision: paid,
    closedAt: undefined,
    capturedMinor: undefined,
    refundableMinor: payment.amount.minor,
  };
}

export const heldPayment = (request: Readonly<Record<string, string>> = {}): AuthorizedPayment => ({
  ...requested(request),
  ...decided,
  ...asCharged,
  status: 'authorized',
  outcome: held,
  decision: held,
  closingMinor: undefined,
});

export const declinedPayment = (request: Readonly<Record<string, string>> = {}): FailedPayment => ({
  ...requested(request),
  ...decided,
  status: 'failed',
  outcome: declined,
  decision: declined,
});

export function refund(status: 'completed' | 'failed'): RefundIn<'completed' | 'failed'> {
  const wanted = {
    id: 'c0ffee00-0000-8000-8000-000000000001',
    paymentId: id,
    fingerprint: '',
    reason: 'returned',
    repeatable: true,
  };
  return {
    ...begunRefund(
      { ...wanted, amount: '5.25', currency: undefined },
      525n,
      lease,
      Date.parse('2026-11-28T11:00:00.000Z'),
    ),
    status,
    lease: undefined,
    keySince: undefined,
    settledBy: lease.owner,
    settledAt: '2026-11-28T11:00:00.300Z',
    answeredAs: undefined,
    refundedAfterMinor: status === 'completed' ? 525n : 0n,
    refundableAfterMinor: status === 'completed' ? 1975n : 2500n,
  };
}
