import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/orders/create-order-payment.ts';
import { readOrderPayment } from '../../src/contracts/orders.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { call } from '../support/call.ts';
import { failedPayment, payment } from '../support/payments.ts';
import { paymentsTable, World } from '../support/world.ts';

const id = paymentIdOfOrder('1');
const post = (world: World, body: unknown, path = '/payments/', headers = {}) =>
  call(handler, world, `POST ${path}`, { body, headers });
const stored = (world: World) => world.dynamo.item(paymentsTable, id);

describe.each(['/payments/', '/payments', '/api/payments/', '/api/payments'])('POST %s', (path) => {
  it('pays for an order, with the digits of its currency', async () => {
    const { status, headers, body } = await post(new World(), '{"order_id":1,"amount":100.50}', path);
    expect(status).toBe(201);
    expect(body).toBe(
      `{"id":"${id}","order_id":1,"amount":100.50,"status":"COMPLETED","timestamp":"2026-11-21T12:00:00Z"}`,
    );
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
    expect(headers).not.toHaveProperty('Idempotent-Replayed');
  });
});

describe('an order that is paid', () => {
  it('is answered with the same payment again, whatever the key', async () => {
    const world = new World();
    const first = await post(world, { order_id: 1, amount: 10 });
    const before = world.dynamo.item(paymentsTable, id);
    const again = await post(world, { order_id: '1', amount: '10.00' }, '/api/payments', { 'Idempotency-Key': 'k2' });
    expect([again.status, again.body]).toEqual([200, first.body]);
    expect(again.headers['Idempotent-Replayed']).toBe('true');
    expect(world.dynamo.item(paymentsTable, id)).toEqual(before);
  });

  it('is not paid with another amount', async () => {
    const world = new World();
    await post(world, { order_id: 1, amount: 10 });
    const before = world.dynamo.contents();
    const { status, json } = await post(world, { order_id: 1, amount: 11 });
    expect(status).toBe(409);
    expect(json).toMatchObject({ error: 'Order already paid with a different amount', payment_id: id });
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('stays paid, though somebody tries to pay nothing for it', async () => {
    const world = new World();
    await post(world, { order_id: 1, amount: 10 });
    const before = world.dynamo.contents();
    expect((await post(world, { order_id: 1, amount: 0 })).status).toBe(400);
    expect(world.dynamo.contents()).toEqual(before);
  });
});

describe('nothing, or less, is refused, kept as a failed payment, and may be made good', () => {
  it.each(['0', '-0', '0.00', '-1', '"-0.01"'])('%s', async (amount) => {
    const world = new World();
    const { status, json } = await post(world, `{"order_id":1,"amount":${amount}}`);
    expect([status, json.error, json.code]).toEqual([400, 'Amount must be positive.', 'amount_not_positive']);
    expect(stored(world)).toMatchObject({ status: 'failed', outcome: { failure_code: 'amount_not_positive' } });
    const paid = await post(world, { order_id: 1, amount: 5 });
    expect([paid.status, paid.json.status]).toEqual([201, 'COMPLETED']);
    expect(stored(world)).toMatchObject({ status: 'completed', amount_minor: 500, generation: 1 });
  });
});

describe('an imported payment of the order', () => {
  const imported = (kept: Payment) => {
    const world = new World();
    const { fingerprint } = readOrderPayment({ order_id: '1', amount: '10.99' }).wanted;
    world.dynamo.keep(paymentsTable, { ...itemOf({ ...kept, orderId: '1', fingerprint }), id: '7' });
    world.dynamo.keep(paymentsTable, { id, payment_id: '7' });
    return world;
  };

  it('is the order’s payment', async () => {
    const { status, json } = await post(imported(payment()), { order_id: 1, amount: 10.99 });
    expect([status, json.id, json.status]).toEqual([200, 7, 'COMPLETED']);
  });

  it.each([10.99, 5])('that failed may be made good with %d, under its own id', async (amount) => {
    const world = imported(failedPayment());
    const { status, json } = await post(world, { order_id: 1, amount });
    expect([status, json.id, json.amount, json.status]).toEqual([201, 7, amount, 'COMPLETED']);
    expect(stored(world)).toEqual({ id, payment_id: '7' });
    expect((await post(world, { order_id: 1, amount })).status).toBe(200);
  });
});

describe('a card', () => {
  it.each([
    ['pm_declined', 'card_declined', 'The card was declined.'],
    ['pm_insufficient_funds', 'insufficient_funds', 'The card has insufficient funds.'],
    ['pm_expired_card', 'expired_card', 'The card has expired.'],
  ])('%s is a payment that failed, and another card pays', async (payment_method, failure_code, error) => {
    const world = new World();
    const { status, json } = await post(world, { order_id: 1, amount: 5, payment_method });
    expect(status).toBe(402);
    expect(json).toMatchObject({ id, status: 'FAILED', failure_code, error });
    expect((await post(world, { order_id: 1, amount: 5 })).json).toMatchObject({ status: 'COMPLETED' });
  });

  it('whose processor lost its answer is charged once, by the retry', async () => {
    const world = new World();
    const body = { order_id: 1, amount: 5, payment_method: 'pm_answer_lost' };
    const lost = await post(world, body);
    expect([lost.status, lost.json.code, lost.headers['Retry-After']]).toEqual([503, 'processor_unavailable', '1']);
    expect((await post(world, body)).json).toMatchObject({ status: 'COMPLETED' });
  });

  it('that is slow makes the second request wait, and come again', async () => {
    const world = new World();
    const body = { order_id: 1, amount: 5, payment_method: 'pm_slow' };
    const [first, second] = await Promise.all([post(world, body), post(world, body)]);
    expect(first.status).toBe(201);
    expect([second.status, second.headers['Retry-After']]).toEqual([409, '1']);
    expect((await post(world, body)).body).toBe(first.body);
  });
});

describe('what cannot be read is refused, and nothing is written', () => {
  it.each([
    [400, 'order_id_and_amount_required', '{}'],
    [400, 'order_id_and_amount_required', '{"order_id":1}'],
    [400, 'order_id_and_amount_required', '{"order_id":1,"amount":null}'],
    [400, 'amount_format', '{"order_id":1,"amount":1e2}'],
    [400, 'amount_precision', '{"order_id":1,"amount":50.005}'],
    [400, 'amount_too_large', '{"order_id":1,"amount":9007199254740993}'],
    [400, 'id_invalid', '{"order_id":"a/b","amount":1}'],
    [400, 'duplicate_key', '{"order_id":1,"amount":1,"amount":2}'],
    [400, 'card_number_not_accepted', '{"order_id":"4111111111111111","amount":1}'],
    [400, 'invalid_json', 'order_id=1&amount=10'],
    [400, 'body_required', ''],
    [413, 'body_too_large', ' '.repeat(65_537)],
  ])('%d %s', async (status, code, body) => {
    const world = new World();
    const answer = await post(world, body);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(world.dynamo.calls()).toEqual([]);
  });

  it('in the words that the older clients read', async () => {
    expect((await post(new World(), {})).json.error).toBe('order_id and amount required');
  });

  it('nor by a key that is no key', async () => {
    const world = new World();
    const { json } = await post(world, { order_id: 1, amount: 1 }, '/payments', { 'Idempotency-Key': '' });
    expect(json.code).toBe('idempotency_key_invalid');
    expect(world.dynamo.calls()).toEqual([]);
  });
});
