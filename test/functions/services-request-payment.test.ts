import { describe, expect, it } from 'vitest';
import { handler as restHandler } from '../../functions/payments/create-payment.ts';
import { handler } from '../../functions/services/services-request-payment.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { call } from '../support/call.ts';
import { refusedAs, rpcBy } from '../support/rpc.ts';
import { paymentsTable, World } from '../support/world.ts';

const request = rpcBy(handler, '/payments.v1.PaymentService/RequestPayment');
const wanted = {
  amount_minor: 1250,
  currency: 'USD',
  order_id: 'order-123',
  idempotency_key: 'order-123-attempt-1',
  metadata: { source: 'web' },
};
const id = paymentIdOfKey('anonymous', wanted.idempotency_key);
const succeeded = { payment_id: id, status: 'SUCCEEDED', message: 'The payment succeeded.' };

describe('payments.v1.PaymentService/RequestPayment', () => {
  it('charges, and keeps the key with the payment', async () => {
    const world = new World();
    const { status, json } = await request(world, wanted);
    expect([status, json]).toEqual([200, succeeded]);
    expect(world.dynamo.calls()).toEqual(['Put', 'Update']);
    expect(world.dynamo.item(paymentsTable, id)).toMatchObject({
      status: 'completed',
      amount_minor: 1250,
      order_id: 'order-123',
      idempotency_key: wanted.idempotency_key,
      metadata: { source: 'web' },
    });
  });

  it('answers the same key with the same bytes for ever', async () => {
    const world = new World();
    const first = await request(world, wanted);
    const before = world.dynamo.contents();
    world.clock.advance(365 * 86_400_000);
    const again = await request(world, { ...wanted, metadata: { source: 'retry' } });
    expect([again.body, again.headers['Idempotent-Replayed']]).toEqual([first.body, 'true']);
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('takes the key from the metadata, too', async () => {
    const world = new World();
    const { idempotency_key, ...without } = wanted;
    const { json } = await request(world, without, { 'idempotency-key': idempotency_key });
    expect(json).toEqual(succeeded);
    expect((await request(world, wanted, { 'idempotency-key': idempotency_key })).json).toEqual(succeeded);
  });

  it('counts in the minor unit of the currency', async () => {
    const world = new World();
    await request(world, { ...wanted, currency: 'JPY' });
    const body = { amount: '1250', currency: 'JPY', order_id: 'order-123', idempotency_key: wanted.idempotency_key };
    const rest = await call(restHandler, world, 'POST /v1/payments', { body });
    expect([rest.json.payment_id, rest.body]).toEqual([id, expect.stringContaining('"amount":1250,"currency":"JPY"')]);
  });

  it('is the payment that REST has for the same key, caller and fields', async () => {
    const world = new World();
    const body = { amount: '12.50', currency: 'USD', order_id: 'order-123' };
    const headers = { 'Idempotency-Key': wanted.idempotency_key };
    const rest = await call(restHandler, world, 'POST /v1/payments', { body, headers });
    const before = world.dynamo.contents();
    const again = await request(world, wanted);
    expect([again.json, again.headers['Idempotent-Replayed']]).toEqual([succeeded, 'true']);
    expect([rest.json.payment_id, world.dynamo.contents()]).toEqual([id, before]);
  });

  it('is not the payment that was asked for by a token, which this contract has no field for', async () => {
    const world = new World();
    const body = { amount: '12.50', order_id: 'order-123', idempotency_key: wanted.idempotency_key };
    const declined = { ...body, payment_method: 'pm_declined' };
    await call(restHandler, world, 'POST /v1/payments', { body: declined });
    expect(refusedAs(await request(world, wanted))).toEqual([400, 'invalid_argument', 'idempotency_key_reused']);
  });

  it.each([
    ['amount_not_positive', 'amount_minor must be more than zero', { amount_minor: 0 }],
    ['amount_not_positive', 'amount_minor must be more than zero', { amount_minor: -1 }],
    ['currency_invalid', 'currency must be one of USD, EUR, GBP, JPY, CAD, AUD', { currency: 'CHF' }],
    ['currency_invalid', 'currency must be one of USD, EUR, GBP, JPY, CAD, AUD', { currency: '' }],
    ['idempotency_key_missing', 'send an idempotency_key', { idempotency_key: '' }],
    ['idempotency_key_invalid', 'a key has at least 8 characters', { idempotency_key: '1234567' }],
    ['field_required', 'the order_id is missing', { order_id: '' }],
    ['id_invalid', /^an id is 1 to 64 letters/, { order_id: 'order 123' }],
    ['idempotency_key_invalid', /^a key is 1 to 255 printable/, { idempotency_key: 'x'.repeat(256) }],
    ['idempotency_key_invalid', /^a key is 1 to 255 printable/, { idempotency_key: 'schlüssel-1' }],
    ['amount_too_large', /more than 12 digits/, { amount_minor: '9223372036854775807' }],
    ['metadata_invalid', /^metadata is at most 50/, { metadata: { note: 'x'.repeat(501) } }],
    ['metadata_invalid', /^metadata is at most 50/, { metadata: { '': 'x' } }],
    ['card_number_not_accepted', /never a card number/, { metadata: { note: '4111 1111 1111 1111' } }],
  ])('refuses as %s: %s', async (code, sentence, but) => {
    const world = new World();
    const refused = await request(world, { ...wanted, ...but });
    expect(refusedAs(refused)).toEqual([400, 'invalid_argument', code]);
    expect(refused.json.message).toMatch(sentence);
    expect(world.dynamo.calls()).toEqual([]);
  });

  it.each([
    ['idempotency_key_mismatch', { 'idempotency-key': 'another-key' }],
    ['idempotency_key_invalid', { 'idempotency-key': '' }],
  ])('refuses as %s a key in the metadata that is another one', async (code, headers) => {
    const world = new World();
    const refused = await request(
      world,
      { ...wanted, ...(headers['idempotency-key'] === '' && { idempotency_key: '' }) },
      headers,
    );
    expect(refusedAs(refused)).toEqual([400, 'invalid_argument', code]);
    expect(world.dynamo.calls()).toEqual([]);
  });

  it('refuses the key for another request as invalid', async () => {
    const world = new World();
    await request(world, wanted);
    const refused = await request(world, { ...wanted, amount_minor: 1251 });
    expect(refusedAs(refused)).toEqual([400, 'invalid_argument', 'idempotency_key_reused']);
  });

  it('waits three seconds for the same call, and is then aborted', async () => {
    const world = new World();
    // The first Put is slow to come back, as if the charge were.
    let pauses = 1;
    world.dynamo.intercept = async (_command, apply) => {
      const output = await apply();
      if (pauses-- > 0) await world.clock.sleep(4_000);
      return output;
    };
    const begun = world.clock.now();
    const slow = request(world, wanted);
    const second = await request(world, wanted);
    expect(refusedAs(second)).toEqual([409, 'aborted', 'idempotency_key_in_use']);
    expect(world.clock.now() - begun).toBeGreaterThanOrEqual(3_000);
    expect(world.clock.now() - begun).toBeLessThan(3_300);
    expect((await slow).json).toEqual(succeeded);
  });
});
