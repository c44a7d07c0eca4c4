import { afterAll, describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { ordersTable, World } from '../support/world.ts';

// Read when the function is loaded, as on Lambda.
process.env.STRICT_ORDERS = 'on';
const { handler } = await import('../../functions/orders/create-order-payment.ts');
afterAll(() => {
  delete process.env.STRICT_ORDERS;
});

describe('POST /payments/ with STRICT_ORDERS', () => {
  const world = () => {
    const made = new World();
    made.dynamo.keep(ordersTable, {
      id: '1',
      name: 'Book',
      email: 'a@example.com',
      created_at: '2026-11-21T12:00:00.000Z',
    });
    return made;
  };

  it('pays for an order that exists', async () => {
    expect((await call(handler, world(), 'POST /payments/', { body: { order_id: 1, amount: 5 } })).status).toBe(201);
  });

  it.each([5, 0])('refuses %d for one that does not, and keeps nothing', async (amount) => {
    const asked = world();
    const before = asked.dynamo.contents();
    const { status, json } = await call(handler, asked, 'POST /payments/', { body: { order_id: 2, amount } });
    expect([status, json.error]).toEqual([404, 'Order not found']);
    expect(asked.dynamo.contents()).toEqual(before);
  });
});
