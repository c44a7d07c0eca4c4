import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Item } from '../../src/store/item.ts';
import { itemOf, paymentOf } from '../../src/store/payment-item.ts';
import { payments } from '../../src/store/payments.ts';
import { payment } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

const amount = { minor: 9999999999999999n, currency: 'UYW' as Currency };
const processing: Partial<Payment> = {
  status: 'processing',
  lease: { owner: 'us', until: 1795262400000 },
  outcome: undefined,
  settledBy: undefined,
  settledAt: undefined,
};
const failed: Partial<Payment> = { status: 'failed', outcome: { status: 'failed', failureCode: 'expired_card' } };

describe('a payment comes back from its item as it was', () => {
  it.each<[string, Partial<Payment>]>([
    ['that completed', {}],
    ['that is worked on', processing],
    ['that failed', failed],
    ['with every field', { paymentMethod: 'pm_1', orderId: '7', customerId: 'c', metadata: { note: 'ok' } }],
    ['with more cents than a float holds', { amount, refundedMinor: 1n, refundableMinor: amount.minor - 1n }],
  ])('%s', async (_what, but) => {
    const world = new World();
    const kept = payment(but);
    world.dynamo.keep(paymentsTable, { ...itemOf(kept), id: kept.id });
    await expect(payments(world.io()).get(kept.id)).resolves.toEqual(kept);
  });

  it('with an amount that is written digit by digit', () => {
    const wire = marshall(itemOf(payment({ amount })), { removeUndefinedValues: true });
    expect(wire.amount_minor).toEqual({ N: '9999999999999999' });
  });

  it('with room for refunds: without it, no refund could be reserved', () => {
    expect(itemOf(payment())).toMatchObject({ refunds: {} });
  });
});

describe('an item that is not a payment is our bug, not half a payment', () => {
  it.each<[string, Item]>([
    ['no fingerprint', { fingerprint: undefined }],
    ['a status of another kind', { status: 'paid' }],
    ['an amount that is no whole number', { amount_minor: 10.5 }],
    ['an amount as text', { amount_minor: '1099' }],
    ['a currency that is none', { currency: 'XXX' }],
    ['an outcome that was never decided', { outcome: { status: 'processing' } }],
    ['a lease without an owner', { lease: { until: 1 } }],
  ])('%s', (_what, but) => {
    expect(() => paymentOf({ ...itemOf(payment()), ...but })).toThrow(Error);
  });
});

describe('an imported payment of an order', () => {
  const imported = payment({ id: '7', orderId: '1' });
  const world = () => {
    const made = new World();
    made.dynamo.keep(paymentsTable, { ...itemOf(imported), id: '7' });
    made.dynamo.keep(paymentsTable, { id: 'of-order', payment_id: '7' });
    return made;
  };

  it('is found by the id of its order', async () => {
    await expect(payments(world().io()).get('of-order')).resolves.toEqual(imported);
  });

  it('is what a new payment of that order meets', async () => {
    const write = await payments(world().io()).begin(payment({ ...processing, id: 'of-order' }));
    expect(write).toEqual({ won: false, stored: imported });
  });

  it('is nothing if the payment is not there', async () => {
    const empty = new World();
    empty.dynamo.keep(paymentsTable, { id: 'of-order', payment_id: '7' });
    await expect(payments(empty.io()).get('of-order')).resolves.toBeUndefined();
  });
});
