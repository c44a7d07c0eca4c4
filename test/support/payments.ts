import { readPaymentRequest, wantedPayment } from '../../src/contracts/payments.ts';
import { type Decision, newPayment, type Outcome, type Payment } from '../../src/domain/payment.ts';
import type { PaymentFields, WantedPayment } from '../../src/domain/payment-fields.ts';

const id = 'f4690b42-5f55-8069-a1bc-e9473f437e5e';
const fingerprint = 'fields';

/** Fields of a request for 10.99 USD and nothing else, by a contract that cannot ask the customer. */
export const fields: PaymentFields = {
  ...wantedPayment(readPaymentRequest({ amount: '10.99' }), {
    caller: 'anonymous',
    key: 'k1',
    newId: () => id,
  }).fields,
  mayAskCustomer: false,
};

const paid: Decision = { status: 'completed', reference: 'PAY-1' };
const decisionOf = (outcome: Outcome | undefined) => (outcome?.status === 'pending' ? undefined : outcome);

/** A payment that completed an hour ago, except for what a test says of it. */
export const payment = (but: Partial<Payment> = {}): Payment => ({
  ...newPayment(
    { ...fields, id, fingerprint },
    { owner: 'owner', until: 0 },
    0,
    Date.parse('2026-11-21T11:00:00.123Z'),
  ),
  status: 'completed',
  lease: undefined,
  closing: undefined,
  closedAt: undefined,
  outcome: paid,
  decision: 'outcome' in but ? decisionOf(but.outcome) : paid,
  settledBy: 'owner',
  settledAt: '2026-11-21T11:00:01.456Z',
  refundableMinor: 1099n,
  ...but,
});

export const wanted = (but: Partial<WantedPayment> = {}): WantedPayment => ({
  id,
  identity: 'key',
  fields,
  fingerprint,
  ...but,
});
