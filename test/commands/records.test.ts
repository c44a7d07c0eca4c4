import { describe, expect, it } from 'vitest';
import { createRecord } from '../../src/commands/create-record.ts';
import { requireOrder } from '../../src/commands/require-order.ts';
import { orders } from '../../src/store/orders.ts';
import { users } from '../../src/store/users.ts';
import { doneTwice, faultAt } from '../support/attempts.ts';
import { refusal } from '../support/refusals.ts';
import { ordersTable, World } from '../support/world.ts';

const ann = { username: 'ann', email: 'ann@example.com' };
const create = (world: World, key: string | undefined, fields = ann) =>
  createRecord(users(world.io()), fields, { kind: 'user', caller: 'anonymous', key }, world.io());

describe('a record', () => {
  it('is written once per key, and the first one is what the key means', async () => {
    const world = new World();
    const first = await create(world, 'k');
    world.clock.advance(1_000);
    await expect(create(world, 'k')).resolves.toEqual({ entry: first.entry, created: false });
  });

  it('is not written for a key that means another one', async () => {
    const world = new World();
    await create(world, 'k');
    await expect(create(world, 'k', { username: 'bob', email: 'bob@example.com' })).rejects.toThrow(
      refusal('idempotency_key_reused', { more: { mismatched: ['username', 'email'] } }),
    );
  });

  it.each([
    ['with a key', 'k'],
    ['without one', undefined],
  ])('is there once, %s, though the answer to its write was lost', async (_how, key) => {
    const world = new World();
    world.dynamo.intercept = faultAt('begin', doneTwice);
    const { entry, created } = await create(world, key);
    expect({ entry, created }).toMatchObject({ entry: ann, created: key === undefined });
    expect((await users(world.io()).list(100)).entries).toEqual([entry]);
  });
});

describe('with STRICT_ORDERS', () => {
  const world = new World();
  world.dynamo.keep(ordersTable, { id: '1', name: 'Book', email: ann.email, created_at: '2026-11-21T12:00:00.000Z' });

  it('only an order that exists is paid for', async () => {
    await expect(requireOrder(orders(world.io()), '1', true)).resolves.toBeUndefined();
    await expect(requireOrder(orders(world.io()), '2', true)).rejects.toThrow(refusal('order_not_found'));
  });

  it('off, none is looked for', async () => {
    const other = new World();
    await requireOrder(orders(other.io()), '2', false);
    expect(other.dynamo.calls()).toEqual([]);
  });
});
