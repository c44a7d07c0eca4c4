import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import type { Item } from '../../src/store/item.ts';
import { itemOf, paymentOf } from '../../src/store/payment-item.ts';
import { payments } from '../../src/store/payments.ts';
import { settledRefundItemOf } from '../../src/store/refund-item.ts';
import { dispute, disputesOf } from '../support/disputes.ts';
import {
  authorizedPayment,
  cancelledPayment,
  failedPayment,
  payment,
  pendingPayment,
  processingPayment,
} from '../support/payments.ts';
import {
  failedRefund,
  pendingRefund,
  processingRefund,
  refund,
  refundsOf,
  reversedRefund,
  wholeItem,
} from '../support/stream.ts';
import { paymentsTable, World } from '../support/world.ts';

const amount = { minor: 9999999999999999n, currency: 'UYW' as Currency };
const held = { status: 'authorized', reference: 'PAY-1' } as const;
const later = '2026-11-21T12:00:00.000Z';
const waited = { outcome: { status: 'pending', action: { type: 'in_app' } } } as const;

describe('a payment comes back from its item as it was', () => {
  it.each<[string, Payment]>([
    ['that completed', payment()],
    ['that completed after it was pending', payment(waited)],
    ['that was captured in part', payment({ outcome: held, closing: 'capture', closedAt: later, capturedMinor: 500n })],
    ['that was captured in part after it was pending', payment({ ...waited, decision: held, capturedMinor: 500n })],
    ['that is worked on', processingPayment({ lease: { owner: 'us', until: 1795262400000 } })],
    ['that is worked on, and being fenced', processingPayment({ fencing: true })],
    ['that is pending', pendingPayment(waited)],
    ['that is pending, and being fenced', pendingPayment({ fencing: true, polls: 3 })],
    ['that is authorized', authorizedPayment({ authorizedAt: later, settledAt: undefined })],
    [
      'that is being captured',
      authorizedPayment({ closing: 'capture', closingMinor: 5n, lease: { owner: 'us', until: 1 } }),
    ],
    ['that is looked at again', authorizedPayment({ dueAt: later, polls: 1 })],
    ['that failed', failedPayment({}, 'expired_card')],
    ['that failed after it was pending', failedPayment(waited)],
    ['that was cancelled', cancelledPayment({ closing: 'cancel' })],
    ['whose authorization expired', cancelledPayment({ closing: 'capture', expiredAt: later })],
    ['with a fee', payment({ fee: { minor: 31n, currency: 'EUR' as Currency } })],
    ['with a fee after it was pending', payment({ ...waited, decision: held, fee: amount })],
    ['with an inquiry', payment({ disputes: disputesOf(dispute('inquiry', { reason: undefined })) })],
    [
      'with disputes',
      payment({ disputes: disputesOf(dispute('open'), dispute('won', { id: 'd2' }), dispute('lost', { id: 'd3' })) }),
    ],
    ['with every field', payment({ paymentMethod: 'pm_1', orderId: '7', customerId: 'c', metadata: { note: 'ok' } })],
    ['with more cents than a float holds', payment({ amount, refundedMinor: 1n, refundableMinor: amount.minor - 1n })],
  ])('%s', async (_what, kept) => {
    const world = new World();
    world.dynamo.keep(paymentsTable, { ...itemOf(kept), id: kept.id });
    await expect(payments(world.io()).get(kept.id)).resolves.toEqual(kept);
  });

  it.each<[string, Refund]>([
    ['that is worked on', processingRefund({ keySince: later })],
    ['that is pending', pendingRefund()],
    ['that completed', refund()],
    ['that completed after it was pending', refund({ answeredAs: 'pending' })],
    ['that was declined', failedRefund()],
    ['that was imported without its figures', refund({ refundedAfterMinor: undefined })],
    ['that came back', reversedRefund()],
    ['that was made at the processor', refund({ externalReference: 're_1' })],
  ])('with a refund %s', (_what, one) => {
    const refunded = payment({ refunds: refundsOf(one) });
    expect(paymentOf(wholeItem(refunded))).toEqual(refunded);
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
  ])('%s', (_what, but) => {
    expect(() => paymentOf({ ...itemOf(payment()), ...but })).toThrow(Error);
  });

  it.each<[string, Payment, Item]>([
    ['completed without an outcome', payment(), { outcome: undefined }],
    ['completed with an outcome that waits', payment(), { outcome: { status: 'pending' } }],
    ['completed with a failure', payment(), { outcome: { status: 'failed', failure_code: 'card_declined' } }],
    ['authorized with a charge', authorizedPayment(), { outcome: { status: 'completed', reference: 'PAY-1' } }],
    ['failed with a charge', failedPayment(), { outcome: { status: 'completed', reference: 'PAY-1' } }],
    ['processing without a lease', processingPayment(), { lease: undefined }],
    ['processing by nobody', processingPayment(), { lease: { until: 1 } }],
    ['pending without an instant to ask at', pendingPayment(), { due_at: undefined }],
    ['pending without an intent to ask for', pendingPayment(), { intent: undefined }],
    ['cancelled at no time', cancelledPayment(), { closed_at: undefined }],
  ])('%s', (_what, one, but) => {
    expect(() => paymentOf({ ...itemOf(one), ...but })).toThrow(Error);
  });

  it.each<[string, Refund, Item]>([
    ['processing without a lease', processingRefund(), { lease: undefined }],
    ['completed at no time', refund(), { settled_at: undefined }],
    ['reversed at no time', reversedRefund(), { reversed_at: undefined }],
  ])('a refund that is %s', (_what, one, but) => {
    const refunds = { r1: { ...settledRefundItemOf(one), ...but } };
    expect(() => paymentOf({ ...itemOf(payment()), refunds })).toThrow(Error);
  });
});

it('the entry of a refund that waits, found or imported, keeps for its replays that it was answered so', () => {
  const answeredAs = [pendingRefund(), refund(), refund({ answeredAs: 'pending' })].map(
    (one) => settledRefundItemOf(one).answered_as,
  );
  expect(answeredAs).toEqual(['pending', undefined, 'pending']);
});

describe('a dispute in an item is our bug unless it has what its state has', () => {
  it.each([
    ['won at no time', { status: 'won' }],
    ['in a state of another kind', { status: 'needs_response' }],
    ['of no currency', { status: 'open', currency: 'XXX' }],
  ])('%s', (_what, but) => {
    const row = { amount_minor: 1, currency: 'USD', opened_at: later, ...but };
    expect(() => paymentOf({ ...itemOf(payment()), disputes: { d1: row } })).toThrow(Error);
  });

  it('a payment without any has no such attribute', () => {
    expect(itemOf(payment()).disputes).toBeUndefined();
  });
});

describe('an item of an earlier version is read', () => {
  it('with what earlier states left in it', () => {
    const left = { due_at: later, polls: 5, closing_minor: 5, settled_at: later, lease: { owner: 'us', until: 1 } };
    const begun = { ...itemOf(processingPayment()), outcome: { status: 'pending' } };
    expect(paymentOf({ ...begun, ...left })).toEqual(processingPayment({ lease: left.lease }));
    expect(paymentOf({ ...itemOf(failedPayment({ settledAt: later })), ...left })).toEqual(
      failedPayment({ settledAt: later }),
    );
    expect(paymentOf({ ...itemOf(cancelledPayment({ settledAt: later })), ...left })).toEqual(
      cancelledPayment({ settledAt: later }),
    );
  });

  it('without the moment of an authorization, or of a settlement', () => {
    const [dated, undated] = [authorizedPayment({ settledAt: later }), payment({ settledAt: undefined })];
    expect(paymentOf(itemOf(dated))).toMatchObject({ authorizedAt: undefined, settledAt: later });
    expect(paymentOf(itemOf(undated))).toMatchObject({ status: 'completed', settledAt: undefined });
  });

  it('without an intent', () => {
    expect(paymentOf(itemOf(payment({ intent: undefined }))).intent).toBeUndefined();
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
    const write = await payments(world().io()).begin(processingPayment({ id: 'of-order' }));
    expect(write).toEqual(imported);
  });

  it('is nothing if the payment is not there', async () => {
    const empty = new World();
    empty.dynamo.keep(paymentsTable, { id: 'of-order', payment_id: '7' });
    await expect(payments(empty.io()).get('of-order')).resolves.toBeUndefined();
  });
});
