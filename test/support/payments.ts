import type { Currency } from '../../src/domain/currency.ts';
import type { Payment, PaymentFields, WantedPayment } from '../../src/domain/payment.ts';

export const fields: PaymentFields = {
  amount: { minor: 1099n, currency: 'USD' as Currency },
  method: 'card',
  paymentMethod: undefined,
  orderId: undefined,
  customerId: undefined,
  metadata: undefined,
};

/** A payment that completed an hour ago, except for what a test says of it. */
export const payment = (but: Partial<Payment> = {}): Payment => ({
  ...fields,
  id: 'f4690b42-5f55-8069-a1bc-e9473f437e5e',
  status: 'completed',
  fingerprint: 'fields',
  generation: 0,
  createdAt: '2026-11-21T11:00:00.123Z',
  lease: undefined,
  outcome: { status: 'completed', reference: 'PAY-1' },
  settledBy: 'owner',
  settledAt: '2026-11-21T11:00:01.456Z',
  refundedMinor: 0n,
  refundableMinor: 1099n,
  ...but,
});

export const wanted = (but: Partial<WantedPayment> = {}): WantedPayment => ({
  id: payment().id,
  identity: 'key',
  fields,
  fingerprint: 'fields',
  ...but,
});
