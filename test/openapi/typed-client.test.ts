import createClient from 'openapi-fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { paths } from '../../generated/openapi.d.ts';
import { World } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';

let served: Awaited<ReturnType<typeof serveWorld>>;
beforeAll(async () => {
  served = await serveWorld(new World());
});
afterAll(() => served.stop());

/** Example client code. It compiles only because types distinguish all responses. */
async function pay(key: string, body: paths['/v1/payments']['post']['requestBody']['content']['application/json']) {
  const client = createClient<paths>({ baseUrl: served.origin });
  const { data, error } = await client.POST('/v1/payments', {
    params: { header: { 'Idempotency-Key': key } },
    body,
  });
  if (data !== undefined)
    return `paid ${data.payment_id} ${data.status satisfies 'PENDING' | 'SUCCESS' | 'FAILED' | 'REFUNDED'}`;
  // A decline is a payment without a code; a refusal is a problem with a code.
  if ('payment_id' in error && 'failure_code' in error) return `declined: ${error.failure_code}`;
  if (!('code' in error)) throw new Error('neither a payment nor a problem');
  switch (error.code) {
    case 'idempotency_key_in_use':
    case 'store_unavailable':
      return 'try again';
    case 'idempotency_key_reused':
      return `differs in ${error.mismatched}`;
    // @ts-expect-error: not a refusal of this operation, so clients need not handle it
    case 'trip_not_found':
      return 'never';
    default:
      return `refused: ${error.code}`;
  }
}

describe('a client generated from openapi.json', () => {
  it('a generated client distinguishes paid, declined and refused payments by type', async () => {
    expect(await pay('k1', { amount: '25.00' })).toMatch(/^paid \S+ SUCCESS$/);
    expect(await pay('k2', { amount: '25.00', payment_method: 'pm_declined' })).toBe('declined: card_declined');
    expect(await pay('k1', { amount: '26.00' })).toBe('differs in amount');
    expect(await pay('k3', { amount: '-1' })).toBe('refused: amount_not_positive');
  });
});
