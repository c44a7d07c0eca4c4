import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';

const world = new World();
world.call = async () => Response.json({ trip_id: 1, status: 'COMPLETED', fare: 5, currency: 'USD' });

let origin: string;
let stop: () => void;
beforeAll(async () => {
  // The stage prefix of API Gateway, which functions do not see.
  ({ origin, stop } = await serveWorld(world, '/sandbox'));
});
afterAll(() => stop());

const post = (path: string, body: object) =>
  fetch(origin + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('Location', () => {
  it.each([
    ['/v1/payments', { amount: 5, idempotency_key: 'l1' }, 'payment_id'],
    ['/v1/payments/', { amount: 5, idempotency_key: 'l2' }, 'payment_id'],
    ['/v1/payments/charge', { idempotency_key: 'l3', trip_id: 1, method: 'CARD' }, 'payment_id'],
    ['/payments', { order_id: 1, amount: 5 }, 'id'],
    ['/payments/', { order_id: 2, amount: 5 }, 'id'],
    ['/api/payments/', { order_id: 3, amount: 5 }, 'id'],
    ['/orders/', { name: 'Ada', email: 'ada@example.com' }, 'id'],
    ['/users', { username: 'ada', email: 'ada@example.com' }, 'id'],
  ])('Location of POST %s leads to the created resource: %j', async (path, body, id) => {
    const answer = await post(path, body);
    const created = (await answer.json()) as Record<string, unknown>;
    expect(answer.status).toBe(201);
    const read = await fetch(new URL(String(answer.headers.get('location')), answer.url));
    expect([read.status, await read.json()]).toMatchObject([200, { [id]: created[id] }]);
  });

  it('a replay has the same Location', async () => {
    const body = { amount: 5, idempotency_key: 'l9' };
    const [first, again] = [await post('/v1/payments', body), await post('/v1/payments', body)];
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(first.headers.get('location'));
  });

  it.each([
    ['is declined', '/v1/payments', { amount: 5, payment_method: 'pm_declined', idempotency_key: 'l4' }, 402],
    ['is refused', '/v1/payments', { amount: -5 }, 400],
  ])('there is no Location if the payment %s', async (_what, path, body, status) => {
    const answer = await post(path, body);
    expect([answer.status, answer.headers.get('location')]).toEqual([status, null]);
  });

  it('there is no Location if the order was already paid', async () => {
    const body = { order_id: 9, amount: 5 };
    const answers = [await post('/payments', body), await post('/payments', body)];
    expect(answers.map(({ status, headers }) => [status, headers.has('location')])).toEqual([
      [201, true],
      [200, false],
    ]);
  });
});
