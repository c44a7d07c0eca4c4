import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import { mismatch, mismatchedFields } from '../../src/domain/mismatch.ts';
import type { PaymentFields } from '../../src/domain/payment-fields.ts';
import { fields, payment, wanted } from '../support/payments.ts';

describe('the fields in which two requests differ are named', () => {
  it.each<[string[], Partial<PaymentFields>]>([
    [['amount'], { amount: { minor: 1100n, currency: 'USD' as Currency } }],
    [['currency'], { amount: { minor: 1099n, currency: 'EUR' as Currency } }],
    [['amount', 'currency'], { amount: { minor: 1n, currency: 'JPY' as Currency } }],
    [['method'], { method: 'cash' }],
    [['payment_method'], { paymentMethod: 'pm_1' }],
    [['order_id'], { orderId: '7' }],
    [['trip_id'], { tripId: '7' }],
    [['rider_id'], { riderId: '7' }],
    [['driver_id'], { driverId: '7' }],
    [['capture'], { captureLater: true }],
    [['customer_id'], { customerId: 'c' }],
    [['amount', 'customer_id'], { amount: { minor: 1n, currency: 'USD' as Currency }, customerId: 'c' }],
    [['note'], { addedFields: { note: 'a' } }],
    [['amount', 'note'], { amount: { minor: 1n, currency: 'USD' as Currency }, addedFields: { note: 'a' } }],
    [['endpoint'], {}],
    [['endpoint'], { metadata: { note: 'second try' } }],
  ])('%j', (names, but) => {
    expect(mismatchedFields(fields, { ...fields, ...but })).toEqual(names);
  });
});

describe('a request that does not fit what is stored is refused', () => {
  it('by key: the key was used for something else', () => {
    const other = wanted({ fields: { ...fields, customerId: 'c' } });
    expect(mismatch(other, payment())).toMatchObject({
      code: 'idempotency_key_reused',
      details: { more: { mismatched: ['customer_id'] } },
    });
  });

  it('by order: it is paid, by the payment that is named', () => {
    expect(mismatch(wanted({ identity: 'order' }), payment())).toMatchObject({
      code: 'order_already_paid',
      details: { more: { payment_id: payment().id } },
    });
  });
});

it('newer fields that are the same are not named', () => {
  const [stored, again] = [
    { tip: '1', note: 'a' },
    { tip: '1', note: 'b' },
  ].map((addedFields) => ({
    ...wanted().fields,
    addedFields,
  }));
  expect(stored && again && mismatchedFields(stored, again)).toEqual(['note']);
});
