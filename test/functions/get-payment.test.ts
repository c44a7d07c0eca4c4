import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/get-payment.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { call } from '../support/call.ts';
import { payment, processingPayment } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

const paid = payment({ id: '7', orderId: '1', fingerprint: 'f' });

function world(kept: Payment = paid): World {
  const made = new World();
  made.dynamo.keep(paymentsTable, { ...itemOf(kept), id: paid.id });
  return made;
}

describe('GET /v1/payments/{payment_id}', () => {
  it('answers with the payment as it is now', async () => {
    const { status, headers, body, json } = await call(handler, world(), 'GET /v1/payments/7');
    expect(status).toBe(200);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(body).toContain('"amount":10.99,"currency":"USD",');
    expect(body).toContain('"refunded_amount":0.00,"refundable_amount":10.99,');
    expect(json).toMatchObject({
      payment_id: 7,
      order_id: 1,
      customer_id: null,
      method: 'CARD',
      status: 'SUCCESS',
      reference: 'PAY-1',
      metadata: {},
      created_at: '2026-11-21T11:00:00.123Z',
      settled_at: '2026-11-21T11:00:01.456Z',
    });
  });

  it('shows what was refunded by now', async () => {
    const refunded = world({ ...paid, refundedMinor: 1099n, refundableMinor: 0n });
    const { json } = await call(handler, refunded, 'GET /v1/payments/7');
    expect(json).toMatchObject({ status: 'REFUNDED', refunded_amount: 10.99, refundable_amount: 0 });
  });

  it('shows a payment that is still worked on as PENDING', async () => {
    const { json } = await call(handler, world(processingPayment()), 'GET /v1/payments/7/');
    expect(json).toMatchObject({ status: 'PENDING', reference: null, settled_at: null });
  });

  it.each(['2', '%00', '..%2f..', '%252e%252e', 'a;b', '__proto__', '-1', 'a'.repeat(65)])(
    'does not find %s',
    async (id) => {
      const { status, headers, json } = await call(handler, world(), `GET /v1/payments/${id}`);
      expect(status).toBe(404);
      expect(headers['Content-Type']).toBe('application/problem+json');
      expect(json).toMatchObject({ code: 'payment_not_found', error: 'Payment not found' });
    },
  );

  it.each(['%', '%ZZ', '%E0%A4%A'])('cannot read %s', async (id) => {
    const { status, json } = await call(handler, world(), `GET /v1/payments/${id}`);
    expect([status, json.code]).toEqual([400, 'malformed_path']);
  });

  it('does not look for a card number', async () => {
    const asked = world();
    const { status, json, body } = await call(handler, asked, 'GET /v1/payments/4111111111111111');
    expect([status, json.code]).toEqual([400, 'card_number_not_accepted']);
    expect(body).not.toContain('4111');
    expect(asked.dynamo.calls()).toEqual([]);
  });

  it('answers 503 while the store does not', async () => {
    const broken = world();
    broken.dynamo.intercept = () => Promise.reject(new Error('arn:aws:dynamodb'));
    const { status, headers, body } = await call(handler, broken, 'GET /v1/payments/7');
    expect([status, headers['Retry-After']]).toEqual([503, '1']);
    expect(body).not.toContain('arn');
  });
});
