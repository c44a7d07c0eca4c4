import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/payments/get-idempotency-key.ts';
import { call } from '../support/call.ts';
import { worldWith } from '../support/paid.ts';

const look = async (key: string, but: Record<string, unknown> = {}) => {
  const { world } = await worldWith(but);
  return call(handler, world, `GET /v1/idempotency-keys/${key}`);
};

describe('GET /v1/idempotency-keys/{key}', () => {
  it.each([
    ['paid', {}, 'succeeded', 'SUCCESS'],
    ['paid', { capture: false }, 'succeeded', 'PENDING'],
    ['paid', { payment_method: 'pm_declined' }, 'failed', 'FAILED'],
    ['a%20key%2Fwith%20%25', { idempotency_key: 'a key/with %' }, 'succeeded', 'SUCCESS'],
  ])('%s of %j is %s', async (key, but, status, payment) => {
    const { json } = await look(key, but);
    expect(json).toMatchObject({ key: decodeURIComponent(key), status, payment: { status: payment } });
  });

  it('that nobody sent was never seen', async () => {
    expect((await look('other')).json).toEqual({ key: 'other', status: 'never_seen', payment: null });
  });

  it.each([
    ['%00', 'idempotency_key_invalid'],
    ['%ZZ', 'malformed_path'],
    ['a'.repeat(256), 'idempotency_key_invalid'],
    ['4242424242424242', 'card_number_not_accepted'],
  ])('that is %s is refused', async (key, code) => {
    expect((await look(key)).json).toMatchObject({ status: 400, code });
  });
});
