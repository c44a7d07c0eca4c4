import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/services/services-get-payment.ts';
import { handler as requestPayment } from '../../functions/services/services-request-payment.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { authorizedPayment, cancelledPayment, failedPayment, payment, processingPayment } from '../support/payments.ts';
import { refusedAs, rpcBy } from '../support/rpc.ts';
import { paymentsTable, World } from '../support/world.ts';

const get = rpcBy(handler, '/payments.v1.PaymentService/GetPayment');
const request = rpcBy(requestPayment, '/payments.v1.PaymentService/RequestPayment');

function world(kept: Payment): World {
  const made = new World();
  made.dynamo.keep(paymentsTable, { ...itemOf(kept), id: '7' });
  return made;
}

describe('payments.v1.PaymentService/GetPayment', () => {
  it('shows all that was asked for', async () => {
    const made = new World();
    const asked = { currency: 'USD', order_id: 'order-123', idempotency_key: 'key-0001', metadata: { source: 'web' } };
    const { json } = await request(made, { amount_minor: 1250, ...asked });
    expect((await get(made, { payment_id: json.payment_id })).json).toEqual({
      payment_id: json.payment_id,
      amount_minor: '1250',
      ...asked,
      status: 'SUCCEEDED',
      created_at: '2026-11-21T12:00:00.000Z',
      updated_at: '2026-11-21T12:00:00.000Z',
      refunded_minor: '0',
    });
  });

  it('shows a payment of another contract, which has no key to show', async () => {
    const { json } = await get(world(payment({ refundedMinor: 99n })), { payment_id: '7' });
    expect(json).toMatchObject({
      amount_minor: '1099',
      order_id: '',
      idempotency_key: '',
      metadata: {},
      refunded_minor: '99',
    });
  });

  it('shows what was captured of a payment of another contract that was captured in part', async () => {
    const outcome = { status: 'authorized', reference: 'PAY-1' } as const;
    const { json } = await get(world(payment({ outcome, capturedMinor: 300n })), { payment_id: '7' });
    expect(json).toMatchObject({ status: 'SUCCEEDED', amount_minor: '300' });
  });

  it.each<[string, Payment]>([
    ['PENDING', processingPayment()],
    ['PENDING', authorizedPayment()],
    ['SUCCEEDED', payment()],
    ['SUCCEEDED', payment({ refundedMinor: 1099n })],
    ['FAILED', failedPayment()],
    ['FAILED', cancelledPayment()],
  ])('is %s: %#', async (status, kept) => {
    expect((await get(world(kept), { payment_id: '7' })).json.status).toBe(status);
  });

  it('does not find what is not there', async () => {
    expect(refusedAs(await get(world(payment()), { payment_id: '8' }))).toEqual([
      404,
      'not_found',
      'payment_not_found',
    ]);
    expect(refusedAs(await get(world(payment()), {}))).toEqual([400, 'invalid_argument', 'field_required']);
  });
});
