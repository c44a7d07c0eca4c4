import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/customers/customers-get-payment.ts';
import { handler as capture } from '../../functions/payments/capture-payment.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';
import { authorizedPayment, cancelledPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { refusedAs, rpcBy } from '../support/rpc.ts';
import { paymentsTable, World } from '../support/world.ts';

const path = '/payment.v1.PaymentService/GetPayment';
const get = rpcBy(handler, path);
const paid = payment({ id: '7', customerId: 'customer-7', paymentMethod: 'pm_card' });

function world(kept: Payment = paid, refunds: object = {}): World {
  const made = new World();
  made.dynamo.keep(paymentsTable, { ...itemOf(kept), id: paid.id, refunds });
  return made;
}

const shown = {
  payment_id: '7',
  amount: '10.99',
  currency: 'USD',
  status: 'captured',
  created_at: '2026-11-21T11:00:00.123Z',
  customer_id: 'customer-7',
  payment_method: 'pm_card',
  updated_at: '2026-11-21T11:00:01.456Z',
  failure_code: '',
  refunded_amount: '0.00',
};

describe('payment.v1.PaymentService/GetPayment', () => {
  it('shows the payment as it now is, by POST and by GET', async () => {
    expect((await get(world(), { payment_id: '7' })).json).toEqual(shown);
    const query = { connect: 'v1', encoding: 'json', message: '{"paymentId":"7"}' };
    expect((await call(handler, world(), `GET ${path}`, { query })).json).toEqual(shown);
  });

  it.each<[string, Payment]>([
    ['processing', processingPayment()],
    ['created', authorizedPayment()],
    ['processing', authorizedPayment({ closing: 'capture' })],
    ['captured', payment({ closing: 'capture', closedAt: '2026-11-21T11:05:00.000Z' })],
    ['captured', payment({ refundedMinor: 100n })],
    ['refunded', payment({ refundedMinor: 1099n })],
    ['cancelled', cancelledPayment({ closing: 'cancel' })],
    ['failed', failedPayment()],
  ])('is %s: %#', async (status, kept) => {
    expect((await get(world(kept), { payment_id: '7' })).json.status).toBe(status);
  });

  it('shows what was captured, if REST captured a part of the amount', async () => {
    const { world, id } = await worldWith({ capture: false });
    const shownAmounts = async () => {
      const { json } = await get(world, { payment_id: id });
      return [json.status, json.amount, json.refunded_amount];
    };
    expect(await shownAmounts()).toEqual(['created', '100.00', '0.00']);
    await call(capture, world, `POST /v1/payments/${id}/capture`, { body: { amount: '30.00' } });
    expect(await shownAmounts()).toEqual(['captured', '30.00', '0.00']);
    await call(refund, world, `POST /v1/payments/${id}/refund`, { body: {} });
    expect(await shownAmounts()).toEqual(['refunded', '30.00', '30.00']);
  });

  it('says why it failed', async () => {
    const failed = world(failedPayment({}, 'expired_card'));
    expect((await get(failed, { payment_id: '7' })).json.failure_code).toBe('expired_card');
  });

  it.each([
    ['created', { settledAt: undefined }, {}, '2026-11-21T11:00:00.123Z'],
    ['closed', { closedAt: '2026-11-21T11:05:00.000Z' }, {}, '2026-11-21T11:05:00.000Z'],
    [
      'refunded',
      { closedAt: '2026-11-21T11:05:00.000Z' },
      { settled_at: '2026-11-21T11:06:00.000Z' },
      '2026-11-21T11:06:00.000Z',
    ],
  ])('was updated when it was last %s', async (_what, but, refund, at) => {
    const begun = {
      status: 'completed',
      amount_minor: 1,
      fingerprint: 'f',
      created_at: paid.createdAt,
      settled_by: 'us',
    };
    const refunds = 'settled_at' in refund ? { r1: { ...begun, ...refund } } : {};
    expect((await get(world({ ...paid, ...but }, refunds), { payment_id: '7' })).json.updated_at).toBe(at);
  });

  it.each(['8', 'a b', '../x', 'x'.repeat(65)])('does not find %s', async (payment_id) => {
    expect(refusedAs(await get(world(), { payment_id }))).toEqual([404, 'not_found', 'payment_not_found']);
  });

  it('wants to know which one', async () => {
    expect(refusedAs(await get(world(), {}))).toEqual([400, 'invalid_argument', 'field_required']);
  });

  it('is unavailable while the store is', async () => {
    const broken = world();
    broken.dynamo.intercept = () => Promise.reject(new Error('arn:aws:dynamodb'));
    const refused = await get(broken, { payment_id: '7' });
    expect([refusedAs(refused), refused.headers['retry-after']]).toEqual([
      [503, 'unavailable', 'store_unavailable'],
      '1',
    ]);
    expect(refused.body).not.toContain('arn');
  });
});
