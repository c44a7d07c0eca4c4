import { describe, expect, it } from 'vitest';
import { nextVersion } from '../../prove/simulation/next-version.ts';
import { handlers, type Wish } from '../../prove/simulation/operations.ts';
import {
  createByCustomer,
  payByKey,
  payOrder,
  refund,
  requestPayment,
  withNewField,
} from '../../prove/simulation/wishes.ts';
import { call } from '../support/call.ts';
import { World } from '../support/world.ts';

const next = { ...handlers, ...(await nextVersion('by name')) };
const paid = payByKey('k0', '25.00');

const send = (version: typeof next, world: World, { operation, request, body, headers = {} }: Wish) =>
  call(version[operation], world, request, { body, headers });

describe('after a deployment that adds an optional field to every contract', () => {
  it.each([
    payByKey('k1', '25.00'),
    payOrder('o1', '5.00'),
    refund(paid.paymentId, 'r1', '3.00'),
    refund(paid.paymentId, 'r2'),
    requestPayment('o1', 'k1234567', '25.00'),
    createByCustomer('c1', 'k2', '9.00'),
  ])('the retry of an older request is a replay: $operation $identity', async (wish) => {
    const world = new World();
    await send(handlers, world, paid);
    const first = await send(handlers, world, wish);
    const again = await send(next, world, wish);
    expect(first.status).toBeLessThan(300);
    expect(again.body).toBe(first.body);
  });

  it('a request with the new field is another request, and the mismatch names the field', async () => {
    const world = new World();
    await send(handlers, world, paid);
    const { status, json } = await send(next, world, withNewField(paid));
    expect([status, json.mismatched]).toEqual([422, ['note']]);
  });

  it('the old code, which does not know the field, sees that a key was used with it', async () => {
    const world = new World();
    await send(next, world, withNewField(paid));
    const { status, json } = await send(handlers, world, paid);
    expect([status, json.mismatched]).toEqual([422, ['note']]);
  });
});
