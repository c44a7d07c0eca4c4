import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/customers/customers-get-payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { call } from '../support/call.ts';
import { payment } from '../support/payments.ts';
import { refusedAs, rpcBy } from '../support/rpc.ts';
import { paymentsTable, World } from '../support/world.ts';

const path = '/payment.v1.PaymentService/GetPayment';
const get = rpcBy(handler, path);
const paid = payment({ id: '7', customerId: 'customer-7', paymentMethod: 'pm_card' });

function world(but: Partial<typeof paid> = {}, refunds: object = {}): World {
  const made = new World();
  made.dynamo.keep(paymentsTable, { ...itemOf({ ...paid, ...but }), id: paid.id, refunds });
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

  it.each([
    ['processing', { status: 'processing', outcome: undefined, settledAt: undefined }],
    ['created', { status: 'authorized' }],
    ['processing', { status: 'authorized', closing: 'capture' }],
    ['captured', { status: 'completed', closing: 'capture', closedAt: '2026-11-21T11:05:00.000Z' }],
    ['captured', { refundedMinor: 100n }],
    ['refunded', { refundedMinor: 1099n }],
    ['cancelled', { status: 'cancelled', closing: 'cancel' }],
    ['failed', { status: 'failed', outcome: { status: 'failed', failureCode: 'card_declined' } }],
  ] as const)('is %s', async (status, but) => {
    expect((await get(world(but), { payment_id: '7' })).json.status).toBe(status);
  });

  it('says why it failed', async () => {
    const failed = world({ status: 'failed', outcome: { status: 'failed', failureCode: 'expired_card' } });
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
    const begun = { status: 'completed', amount_minor: 1, fingerprint: 'f', created_at: paid.createdAt };
    const refunds = 'settled_at' in refund ? { r1: { ...begun, ...refund } } : {};
    expect((await get(world(but, refunds), { payment_id: '7' })).json.updated_at).toBe(at);
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
