import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { handler as getOpenapi } from '../../functions/explorer/get-openapi.ts';
import { handler as listOrders } from '../../functions/orders/list-orders.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as listPayments } from '../../functions/payments/list-payments.ts';
import { handler as listUsers } from '../../functions/users/list-users.ts';
import { orders } from '../../src/store/orders.ts';
import { users } from '../../src/store/users.ts';
import { call, type Endpoint } from '../support/call.ts';
import { context, proxyEvent } from '../support/event.ts';
import { World } from '../support/world.ts';

/** Nobody changes it. */
let known: Promise<World> | undefined;
const full = (): Promise<World> => (known ??= filled());

async function filled(): Promise<World> {
  const world = new World();
  const io = world.io();
  const created_at = '2026-11-21T12:00:00.000Z';
  for (let index = 0; index < 30; index++) {
    await call(createPayment, world, 'POST /v1/payments', { body: { amount: 5, idempotency_key: `k${index}` } });
    await orders(io).create({ id: String(index), name: 'Ada Lovelace', email: 'ada@example.com', created_at });
    await users(io).create({ id: String(index), username: 'ada.lovelace', email: 'ada@example.com', created_at });
  }
  return world;
}

const send = async (endpoint: Endpoint, request: string, headers: Record<string, string>, world: World) =>
  endpoint.with(world.io())(proxyEvent(request, { headers }), context);

describe.each([
  ['GET /v1/payments', listPayments],
  ['GET /orders', listOrders],
  ['GET /users', listUsers],
  ['GET /openapi.json', getOpenapi],
])('%s', (request, endpoint) => {
  it('the response is gzipped for a client that accepts it, with the same content', async () => {
    const world = await full();
    const plain = await send(endpoint, request, {}, world);
    const packed = await send(endpoint, request, { 'Accept-Encoding': 'br;q=1.0, gzip;q=0.8' }, world);
    expect(packed.headers).toEqual({ ...plain.headers, 'Content-Encoding': 'gzip' });
    expect(packed.isBase64Encoded).toBe(true);
    const bytes = Buffer.from(packed.body, 'base64');
    expect(gunzipSync(bytes).toString()).toBe(plain.body);
    expect(bytes.length).toBeLessThan(Buffer.byteLength(plain.body) / 2);
  });

  it.each([undefined, 'identity', 'br', 'gzip;q=0', 'gzip; q=0.0, *;q=0'])(
    'the response is not gzipped for Accept-Encoding: %s, but has Vary: Accept-Encoding',
    async (encoding) => {
      const headers: Record<string, string> = encoding === undefined ? {} : { 'Accept-Encoding': encoding };
      const answer = await send(endpoint, request, headers, await full());
      expect(answer.headers).toMatchObject({ Vary: 'Accept-Encoding' });
      expect(answer.headers).not.toHaveProperty('Content-Encoding');
      expect(answer.isBase64Encoded).not.toBe(true);
    },
  );

  it('the response is not gzipped in a stage without compression', async () => {
    vi.stubEnv('COMPRESSION', 'off');
    const answer = await send(endpoint, request, { 'Accept-Encoding': 'gzip' }, await full());
    expect(answer.headers).not.toHaveProperty('Content-Encoding');
    expect(answer.isBase64Encoded).not.toBe(true);
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

it('a list that fits one packet is not gzipped', async () => {
  const answer = await send(listPayments, 'GET /v1/payments', { 'Accept-Encoding': 'gzip' }, new World());
  expect(answer.headers).not.toHaveProperty('Content-Encoding');
});
