import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/create-payment.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { faultAt, notDone } from '../support/attempts.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

const body = { amount: '10.00', currency: 'USD', order_id: 7, metadata: { note: 'ok' } };
const post = (world: World, sent: unknown = body, headers: Record<string, string> = { 'Idempotency-Key': 'k1' }) =>
  call(handler, world, 'POST /v1/payments', { body: sent, headers });

describe('POST /v1/payments', () => {
  it('charges, and shows the payment', async () => {
    const world = new World();
    const { status, headers, json, body: text } = await post(world);
    expect(status).toBe(201);
    expect(headers['Content-Type']).toBe('application/json');
    expect(text).toContain('"amount":10.00,');
    expect(json).toMatchObject({
      payment_id: paymentIdOfKey('anonymous', 'k1'),
      order_id: 7,
      customer_id: null,
      currency: 'USD',
      method: 'CARD',
      status: 'SUCCESS',
      reference: expect.stringMatching(/^PAY-[0-9A-F]{20}$/),
      metadata: { note: 'ok' },
      created_at: '2026-11-21T12:00:00.000Z',
    });
    expect(world.dynamo.calls()).toEqual(['Put', 'Update']);
  });

  it.each([
    ['in quotes', body, { 'idempotency-key': '"k1"' }],
    ['in the body', { ...body, idempotency_key: 'k1' }, {}],
    ['with other metadata', { ...body, metadata: { note: 'second try' } }, { 'Idempotency-Key': 'k1' }],
  ])('answers the same key, %s, with the same bytes for ever', async (_how, sent, headers) => {
    const world = new World();
    const first = await post(world);
    const before = world.dynamo.contents();
    world.clock.advance(365 * 86_400_000);
    const again = await post(world, sent, headers as Record<string, string>);
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers['Idempotent-Replayed']).toBe('true');
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('refuses the key for other fields, and names them', async () => {
    const world = new World();
    await post(world);
    const before = world.dynamo.contents();
    const { status, headers, json } = await post(world, { ...body, amount: '10.01', method: 'cash' });
    expect([status, headers['Content-Type']]).toEqual([422, 'application/problem+json']);
    expect(json).toMatchObject({ code: 'idempotency_key_reused', mismatched: ['amount', 'method'] });
    expect(world.dynamo.contents()).toEqual(before);
  });

  it('keeps the keys of two callers apart, and not those of two sessions of one', async () => {
    const world = new World();
    const by = async (userArn: string) =>
      (
        await call(handler, world, 'POST /v1/payments', {
          body,
          headers: { 'Idempotency-Key': 'k1' },
          identity: { userArn },
        })
      ).json.payment_id;
    const role = 'arn:aws:sts::123456789012:assumed-role';
    const [one, same, other] = [await by(`${role}/A/1`), await by(`${role}/A/2`), await by(`${role}/B/1`)];
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });

  it('without a key is a new payment each time', async () => {
    const world = new World();
    const ids = [await post(world, body, {}), await post(world, body, {})].map(({ json }) => json.payment_id);
    expect(new Set(ids).size).toBe(2);
  });

  it('remembers a decline, which is 402 each time', async () => {
    const world = new World();
    const declined = { ...body, payment_method: 'pm_declined' };
    const [first, again] = [await post(world, declined), await post(world, declined)];
    expect([first.status, again.status]).toEqual([402, 402]);
    expect(again.body).toBe(first.body);
    expect(first.json).toMatchObject({ status: 'FAILED', failure_code: 'card_declined', reference: null });
  });

  it('does not wait for another’s answer if it prefers so', async () => {
    const world = new World();
    const slow = { ...body, payment_method: 'pm_slow' };
    const first = post(world, slow);
    const second = await post(world, slow, { 'Idempotency-Key': 'k1', Prefer: 'wait=0' });
    expect([second.status, second.json.code, second.headers['Retry-After']]).toEqual([
      409,
      'idempotency_key_in_use',
      '1',
    ]);
    const waited = await post(world, slow, { 'Idempotency-Key': 'k1', Prefer: 'wait=5' });
    expect([waited.status, waited.body]).toEqual([201, (await first).body]);
  });

  it('answers 503 when the store fails, and the retry finds out what became of it', async () => {
    const world = new World();
    world.dynamo.intercept = faultAt('settle', notDone);
    const { status, headers, json } = await post(world);
    expect([status, headers['Retry-After'], json.code]).toEqual([503, '1', 'store_unavailable']);
    expect((await post(world)).json).toMatchObject({ status: 'SUCCESS' });
  });
});

describe('what cannot be read is refused, the key stays free, and nothing is written', () => {
  it.each([
    [400, 'unknown_field', { ...body, status: 'completed' }],
    [400, 'amount_required', { currency: 'USD' }],
    [400, 'amount_not_positive', { amount: 0 }],
    [400, 'amount_not_positive', { amount: '-10.00' }],
    [400, 'amount_precision', { amount: 10.999 }],
    [400, 'currency_invalid', { ...body, currency: 'usd' }],
    [400, 'metadata_invalid', { ...body, metadata: 'x' }],
    [400, 'field_invalid', { ...body, method: 'cheque' }],
    [400, 'card_number_not_accepted', { ...body, metadata: { pan: '4111 1111 1111 1111' } }],
    [400, 'idempotency_key_mismatch', { ...body, idempotency_key: 'k2' }],
    [400, 'object_required', 'null'],
    [415, 'unsupported_media_type', undefined],
  ])('%d %s', async (status, code, sent) => {
    const world = new World();
    const answer =
      sent === undefined ? await post(world, body, { 'Content-Type': 'text/plain' }) : await post(world, sent);
    expect([answer.status, answer.json.code]).toEqual([status, code]);
    expect(answer.headers['Content-Type']).toBe('application/problem+json');
    expect(world.dynamo.calls()).toEqual([]);
    expect((await post(world)).status).toBe(201);
  });
});
