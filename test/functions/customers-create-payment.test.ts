import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/customers/customers-create-payment.ts';
import { handler as restHandler } from '../../functions/payments/create-payment.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { faultAt, notDone } from '../support/attempts.ts';
import { call } from '../support/call.ts';
import { refusedAs, rpcBy } from '../support/rpc.ts';
import { paymentsTable, World } from '../support/world.ts';

const create = rpcBy(handler, '/payment.v1.PaymentService/CreatePayment');
const wanted = { amount: '10.00', currency: 'USD', customer_id: 'customer-7', payment_method: 'card' };
const key = { 'Idempotency-Key': 'k1' };

describe('payment.v1.PaymentService/CreatePayment', () => {
  it('authorizes the amount, and shows the payment', async () => {
    const world = new World();
    const { status, headers, json } = await create(world, wanted, key);
    expect([status, headers['Content-Type'], headers['Cache-Control']]).toEqual([200, 'application/json', 'no-store']);
    expect(json).toEqual({
      payment_id: paymentIdOfKey('anonymous', 'k1'),
      amount: '10.00',
      currency: 'USD',
      status: 'created',
      created_at: '2026-11-21T12:00:00.000Z',
      customer_id: 'customer-7',
      payment_method: 'card',
      failure_code: '',
    });
    expect(world.dynamo.calls()).toEqual(['Put', 'Update']);
    expect(world.dynamo.item(paymentsTable, json.payment_id)).toMatchObject({
      status: 'authorized',
      capture_later: true,
    });
  });

  it('answers the same key with the same bytes for ever', async () => {
    const world = new World();
    const first = await create(world, wanted, key);
    const before = world.dynamo.contents();
    world.clock.advance(365 * 86_400_000);
    const again = await create(world, { ...wanted, currency: '', payment_method: '' }, key);
    expect([again.status, again.body, again.headers['Idempotent-Replayed']]).toEqual([200, first.body, 'true']);
    expect([first.headers['Idempotent-Replayed'], world.dynamo.contents()]).toEqual([undefined, before]);
  });

  it.each(['idempotency_key', 'idempotencyKey'])('finds its payment by the %s in the message', async (name) => {
    const world = new World();
    const first = await create(world, { ...wanted, [name]: 'k1' });
    expect(first.json.payment_id).toBe(paymentIdOfKey('anonymous', 'k1'));
    const again = await create(world, wanted, key);
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([first.body, 'true']);
  });

  it('without a key is a new payment each time', async () => {
    const world = new World();
    const [one, other] = [await create(world, wanted), await create(world, wanted)];
    expect(one.json.payment_id).not.toBe(other.json.payment_id);
  });

  it('refuses the key for another request', async () => {
    const world = new World();
    await create(world, wanted, key);
    const refused = await create(world, { ...wanted, amount: '10.01' }, key);
    expect(refusedAs(refused)).toEqual([409, 'already_exists', 'idempotency_key_reused']);
    expect(refused.json.message).toBe('the key was first used with another amount');
  });

  it.each([
    ['', 'card', 'card'],
    ['WALLET', 'wallet', 'wallet'],
    ['upi', 'upi', 'upi'],
    ['Cash', 'cash', 'cash'],
    ['pm_card_visa', 'card', 'pm_card_visa'],
  ])('takes payment_method "%s" as %s, and shows %s', async (payment_method, method, shown) => {
    const world = new World();
    const { json } = await create(world, { ...wanted, payment_method });
    expect(json.payment_method).toBe(shown);
    expect(world.dynamo.item(paymentsTable, json.payment_id)?.method).toBe(method);
  });

  it('answers a decline as a payment that failed', async () => {
    const world = new World();
    const declined = { ...wanted, payment_method: 'pm_declined' };
    const first = await create(world, declined, key);
    expect([first.status, first.json]).toMatchObject([200, { status: 'failed', failure_code: 'card_declined' }]);
    expect((await create(world, declined, key)).body).toBe(first.body);
  });

  it.each([
    ['amount_required', { ...wanted, amount: '' }],
    ['amount_format', { ...wanted, amount: '10,00' }],
    ['amount_not_positive', { ...wanted, amount: '0.00' }],
    ['amount_not_positive', { ...wanted, amount: '-1' }],
    ['amount_precision', { ...wanted, amount: '10.001' }],
    ['amount_too_large', { ...wanted, amount: '1234567890123' }],
    ['currency_invalid', { ...wanted, currency: 'usd' }],
    ['field_required', { ...wanted, customer_id: '' }],
    ['id_invalid', { ...wanted, customer_id: 'customer 7' }],
    ['field_invalid', { ...wanted, payment_method: 'visa card' }],
    ['field_invalid', { ...wanted, amount: 10 }],
    ['card_number_not_accepted', { ...wanted, payment_method: '4111111111111111' }],
    ['card_number_not_accepted', { ...wanted, note: '4111 1111 1111 1111' }],
  ])('refuses as %s what is not valid, and nothing is written', async (code, message) => {
    const world = new World();
    const refused = await create(world, message, key);
    expect(refusedAs(refused)).toEqual([400, 'invalid_argument', code]);
    expect(refused.body).not.toContain('4111');
    expect(world.dynamo.calls()).toEqual([]);
  });

  it('refuses a card number as the key', async () => {
    const world = new World();
    const refused = await create(world, wanted, { 'Idempotency-Key': '4111111111111111' });
    expect(refusedAs(refused)).toEqual([400, 'invalid_argument', 'card_number_not_accepted']);
    expect(world.dynamo.calls()).toEqual([]);
  });

  it('is unavailable when the store fails, and the retry finds out what became of it', async () => {
    const world = new World();
    world.dynamo.intercept = faultAt('settle', notDone);
    const refused = await create(world, wanted, key);
    expect([refusedAs(refused), refused.headers['retry-after']]).toEqual([
      [503, 'unavailable', 'store_unavailable'],
      '1',
    ]);
    expect((await create(world, wanted, key)).json.status).toBe('created');
  });

  it('waits two seconds for the same call, and is then aborted', async () => {
    const world = new World();
    const slow = { ...wanted, payment_method: 'pm_slow' };
    const first = create(world, slow, key);
    const second = await create(world, slow, key);
    expect([refusedAs(second), second.headers['retry-after']]).toEqual([
      [409, 'aborted', 'idempotency_key_in_use'],
      '1',
    ]);
    expect((await create(world, slow, key)).body).toBe((await first).body);
  });

  it('is the payment that REST has for the same key, caller and fields', async () => {
    const world = new World();
    const body = { amount: '10.00', currency: 'USD', customer_id: 'customer-7', capture: false };
    const rest = await call(restHandler, world, 'POST /v1/payments', { body, headers: key });
    const before = world.dynamo.contents();
    const { json, headers } = await create(world, wanted, key);
    expect([json.payment_id, headers['Idempotent-Replayed']]).toEqual([rest.json.payment_id, 'true']);
    expect(world.dynamo.contents()).toEqual(before);
  });
});
