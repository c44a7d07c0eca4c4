import { describe, expect, it } from 'vitest';
import { handler as cancel } from '../../functions/payments/cancel-payment.ts';
import { handler as capture } from '../../functions/payments/capture-payment.ts';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as get } from '../../functions/payments/get-payment.ts';
import { handler as getReceipt } from '../../functions/payments/get-receipt.ts';
import { handler as list } from '../../functions/payments/list-payments.ts';
import { call, type Endpoint } from '../support/call.ts';
import { paymentsTable, World } from '../support/world.ts';

const later = 3_600_000;
const moments = ['settled_at', 'authorized_at', 'captured_at', 'cancelled_at', 'failure_code'] as const;
const momentsIn = (json: Record<string, unknown>) =>
  Object.fromEntries(moments.filter((name) => name in json).map((name) => [name, json[name]]));

const post = (world: World, more: object = {}) =>
  call(create, world, 'POST /v1/payments', { body: { amount: '10.99', idempotency_key: 'k1', ...more } });
const shown = async (world: World, id: string) => momentsIn((await call(get, world, `GET /v1/payments/${id}`)).json);

/** An authorized payment an hour after it was made, what was answered then, and the moments of both. */
async function authorized() {
  const world = new World();
  const at = new Date(world.clock.now()).toISOString();
  const created = await post(world, { capture: false });
  world.clock.advance(later);
  const id = String(created.json.payment_id);
  return { world, id, created, at, after: new Date(world.clock.now()).toISOString() };
}
const close = (world: World, id: string, how: 'capture' | 'cancel', handler: Endpoint) =>
  call(handler, world, `POST /v1/payments/${id}/${how}`);

describe('when it happened', () => {
  it('of a payment that was charged at once is when it settled', async () => {
    const world = new World();
    const { json } = await post(world);
    expect(momentsIn(json)).toEqual({ settled_at: new Date(world.clock.now()).toISOString() });
  });

  it('of an authorization is no settlement: no money was taken', async () => {
    const { world, id, created, at } = await authorized();
    expect(momentsIn(created.json)).toEqual({ settled_at: null, authorized_at: at });
    expect(await shown(world, id)).toEqual({ settled_at: null, authorized_at: at });
  });

  it('of a capture is when the money was taken, in the answer, in GET, in the list and on the receipt', async () => {
    const { world, id, at, after } = await authorized();
    const captured = await close(world, id, 'capture', capture);
    const wanted = { settled_at: after, authorized_at: at, captured_at: after };
    expect(momentsIn(captured.json)).toEqual(wanted);
    expect(await shown(world, id)).toEqual(wanted);
    // A list shows what its index holds, and DynamoDB cannot add to an index that exists.
    expect((await call(list, world, 'GET /v1/payments')).json.payments.map(momentsIn)).toEqual([{ settled_at: after }]);
    expect((await call(getReceipt, world, `GET /v1/payments/${id}/receipt`)).json.captured_at).toBe(after);
  });

  it('tells a payment that was cancelled from one that failed', async () => {
    const { world, id, at, after } = await authorized();
    await close(world, id, 'cancel', cancel);
    expect(await shown(world, id)).toEqual({ settled_at: null, authorized_at: at, cancelled_at: after });
    const declined = await post(world, { idempotency_key: 'k2', payment_method: 'pm_declined' });
    expect(momentsIn(declined.json)).toEqual({ settled_at: after, failure_code: 'card_declined' });
  });
});

describe('the answer to creating a payment is the same for ever', () => {
  it.each([
    ['captured', 'capture', capture],
    ['cancelled', 'cancel', cancel],
  ] as const)('after it was %s', async (_what, how, handler) => {
    const { world, id, created } = await authorized();
    await close(world, id, how, handler);
    const again = await post(world, { capture: false });
    expect([again.status, again.body]).toEqual([created.status, created.body]);
  });

  it.each([
    ['authorized', undefined],
    ['captured', 'capture'],
    ['cancelled', 'cancel'],
  ] as const)('of one that was made before authorizations had a moment of their own, and is %s', async (_what, how) => {
    const { world, id, created, at } = await authorized();
    const { authorized_at, ...old } = world.dynamo.item(paymentsTable, id) as Record<string, unknown>;
    world.dynamo.keep(paymentsTable, { ...old, id, settled_at: authorized_at });
    if (how !== undefined) await close(world, id, how, how === 'capture' ? capture : cancel);
    const again = await post(world, { capture: false });
    const firstVersion = created.body.replace(`"settled_at":null,"authorized_at":"${at}"`, `"settled_at":"${at}"`);
    expect(again.body).toBe(firstVersion);
    expect(await shown(world, id)).toMatchObject({ authorized_at: at });
  });
});
