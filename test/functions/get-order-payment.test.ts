import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/orders/get-order-payment.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { call } from '../support/call.ts';
import { payment, paymentIn } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

const paid = payment({ id: '7', orderId: '1', fingerprint: 'f' });

function world(kept: Payment = paid): World {
  const made = new World();
  made.dynamo.keep(paymentsTable, { ...itemOf(kept), id: paid.id });
  return made;
}

describe('GET /payments/{payment_id}/', () => {
  it('answers with the payment as it is now', async () => {
    const { status, headers, body } = await call(handler, world(), 'GET /payments/7/');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(body).toBe('{"id":7,"order_id":1,"amount":10.99,"status":"COMPLETED","timestamp":"2026-11-21T11:00:00Z"}');
  });

  it.each([
    ['PENDING', 'processing'],
    ['FAILED', 'failed'],
    ['CANCELLED', 'cancelled'],
  ] as const)('shows %s for a payment that is %s', async (status, stored) => {
    expect((await call(handler, world(paymentIn[stored]()), 'GET /payments/7/')).json).toMatchObject({ status });
  });

  it('shows REFUNDED once all of it was given back', async () => {
    expect((await call(handler, world({ ...paid, refundedMinor: 1099n }), 'GET /payments/7/')).json).toMatchObject({
      status: 'REFUNDED',
    });
  });

  it.each(['2', '%00', '..%2f..', '%252e%252e', 'a;b', '__proto__', '-1', 'a'.repeat(65)])(
    'does not find %s',
    async (id) => {
      const { status, headers, json } = await call(handler, world(), `GET /payments/${id}/`);
      expect(status).toBe(404);
      expect(headers['Content-Type']).toBe('application/json');
      expect(json).toMatchObject({ code: 'payment_not_found', error: 'Payment not found' });
    },
  );

  it.each(['%', '%ZZ', '%E0%A4%A'])('cannot read %s', async (id) => {
    const { status, json } = await call(handler, world(), `GET /payments/${id}/`);
    expect([status, json.code]).toEqual([400, 'malformed_path']);
  });

  it('does not look for a card number', async () => {
    const asked = world();
    const { status, json, body } = await call(handler, asked, 'GET /payments/4111111111111111');
    expect([status, json.code]).toEqual([400, 'card_number_not_accepted']);
    expect(body).not.toContain('4111');
    expect(asked.dynamo.calls()).toEqual([]);
  });

  it('answers 503 while the store does not', async () => {
    const broken = world();
    broken.dynamo.intercept = () => Promise.reject(new Error('arn:aws:dynamodb'));
    const { status, headers, body } = await call(handler, broken, 'GET /payments/7/');
    expect([status, headers['Retry-After']]).toEqual([503, '1']);
    expect(body).not.toContain('arn');
  });
});
