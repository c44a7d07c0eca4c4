import { describe, expect, it } from 'vitest';
import { handler as payOrder } from '../../functions/orders/create-order-payment.ts';
import { handler as cancel } from '../../functions/payments/cancel-payment.ts';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as requestPayment } from '../../functions/services/services-request-payment.ts';
import { call, type Endpoint } from '../support/call.ts';
import { type OverriddenIo, paymentsTable, World } from '../support/world.ts';

/** A stage that was deployed with `-c onePaymentPerOrder=on`, or without. */
function stage(guard: boolean) {
  const world = new World();
  const io = (): OverriddenIo => ({ ...world.io(), overrides: { orderGuard: () => guard } });
  const send = (endpoint: Endpoint, request: string, body?: object) => call(endpoint, { io }, request, { body });
  return {
    world,
    byOrder: (path = '/payments', amount = '10.00') => send(payOrder, `POST ${path}`, { order_id: 'o1', amount }),
    byKey: (key: string, more: object = {}) =>
      send(create, 'POST /v1/payments', { amount: '10.00', order_id: 'o1', idempotency_key: key, ...more }),
    byRpc: (key: string) =>
      send(requestPayment, 'POST /payments.v1.PaymentService/RequestPayment', {
        amount_minor: '1000',
        currency: 'USD',
        order_id: 'o1',
        idempotency_key: key,
      }),
    cancel: (id: string) => send(cancel, `POST /v1/payments/${id}/cancel`),
    charged: () =>
      world.dynamo.items(paymentsTable).filter(({ status }) => status === 'completed' || status === 'authorized'),
  };
}

describe('an order that is wanted fifty times at once', () => {
  it('by every endpoint and by fifty keys, is charged once', async () => {
    const { byOrder, byKey, byRpc, charged } = stage(true);
    const asked = Array.from({ length: 50 }, (_, number) => {
      const key = `key-of-${number}`;
      return [() => byOrder(), () => byOrder('/api/payments'), () => byKey(key), () => byRpc(key)][number % 4];
    });
    const answers = await Promise.all(asked.map((ask) => ask?.()));
    expect(charged()).toHaveLength(1);
    expect(answers.filter((answer) => (answer?.status ?? 500) >= 500)).toEqual([]);
  });

  it('by fifty keys that ask for the guard themselves, is charged once', async () => {
    const { byKey, charged } = stage(false);
    const keys = Array.from({ length: 50 }, (_, number) => `k${number}`);
    await Promise.all(keys.map((key) => byKey(key, { one_payment_per_order: true })));
    expect(charged()).toHaveLength(1);
  });

  it('is charged fifty times without the guard: there, order_id is only a reference', async () => {
    const { byKey, charged } = stage(false);
    await Promise.all(Array.from({ length: 50 }, (_, number) => byKey(`k${number}`)));
    expect(charged()).toHaveLength(50);
  });
});

describe('a guarded order', () => {
  it('that is paid refuses another key for ever, with the payment that it has', async () => {
    const { byKey, byOrder } = stage(true);
    const paid = await byOrder();
    for (const _time of [1, 2]) {
      const { status, json } = await byKey('k1');
      expect([status, json]).toMatchObject([
        409,
        { code: 'order_already_paid', error: 'The order is paid already', payment_id: paid.json.id, order_id: 'o1' },
      ]);
    }
  });

  it('that a key has paid refuses the endpoint of orders', async () => {
    const { byKey, byOrder } = stage(true);
    const paid = await byKey('k1');
    const { status, json } = await byOrder();
    expect([status, json.code, json.payment_id]).toEqual([409, 'order_already_paid', paid.json.payment_id]);
  });

  it('whose payment is authorized says so, and when to come back', async () => {
    const { byKey, cancel } = stage(true);
    const held = await byKey('k1', { capture: false });
    const { status, json, headers } = await byKey('k2');
    expect([status, json.code, headers['Retry-After']]).toEqual([409, 'order_payment_authorized', '3600']);
    expect(json.payment_id).toBe(held.json.payment_id);
    await cancel(held.json.payment_id);
    expect((await byKey('k2')).status).toBe(201);
  });

  it('may be paid by another key once a payment was declined', async () => {
    const { byKey } = stage(true);
    expect((await byKey('k1', { payment_method: 'pm_declined' })).status).toBe(402);
    expect((await byKey('k2')).status).toBe(201);
  });

  it('replays the payment of its own key', async () => {
    const { byKey } = stage(true);
    const first = await byKey('k1');
    const again = await byKey('k1');
    expect([again.status, again.body]).toEqual([201, first.body]);
  });
});

describe('one_payment_per_order', () => {
  it('needs an order', async () => {
    const { byKey } = stage(false);
    const { status, json } = await byKey('k1', { order_id: undefined, one_payment_per_order: true });
    expect([status, json.code, json.field]).toEqual([400, 'field_required', '/order_id']);
  });

  it('is part of what makes two requests the same, and false is as if it were left out', async () => {
    const { byKey } = stage(false);
    const first = await byKey('k1');
    expect((await byKey('k1', { one_payment_per_order: false })).body).toBe(first.body);
    const { status, json } = await byKey('k1', { one_payment_per_order: true });
    expect([status, json.mismatched]).toEqual([422, ['one_payment_per_order']]);
  });

  it('costs one more write, and nothing where it is off', async () => {
    const [off, on] = [stage(false), stage(true)];
    await off.byKey('k1');
    await on.byKey('k1');
    expect(off.world.dynamo.calls()).toEqual(['Put', 'Update']);
    expect(on.world.dynamo.calls()).toEqual(['Put', 'Put', 'Update']);
  });
});
