import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { methodsOf, routes } from '../../lib/routes.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import { faultsOfAnswer, paths } from '../support/api-schemas.ts';
import { faultAt, notDone } from '../support/attempts.ts';
import { World } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';

type Sent = Readonly<{ body?: unknown; headers?: Record<string, string> }>;

const world = new World();
let origin: string;
let stop: () => void;
beforeAll(async () => {
  ({ origin, stop } = await serveWorld(world));
  world.call = async (url) => {
    const id = String(url).split('/').at(-1);
    if (id === 'unknown') return new Response('{}', { status: 404 });
    if (id === 'broken') return new Response('{}', { status: 200 });
    return new Response(
      JSON.stringify({ trip_id: id, status: id === 'running' ? 'RUNNING' : 'COMPLETED', fare: 24.5 }),
    );
  };
  await made('POST /payments', 1, { body: { order_id: 1, amount: 10 } });
  await made('POST /payments', 1, { body: { order_id: 'refused', amount: -5 } });
  await made('POST /v1/payments/charge', 1, { body: { trip_id: 1, method: 'CARD', idempotency_key: 'trip-1' } });
});
afterAll(() => stop());

/** Sends a request and returns the schema violations of its response. */
async function send(request: string, { body, headers = {} }: Sent = {}) {
  const [method = '', path = ''] = request.split(' ');
  const answer = await fetch(origin + path, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const contentType = answer.headers.get('content-type') ?? '';
  const json = contentType.includes('json') ? JSON.parse(text) : text;
  const faults = faultsOfAnswer(method, resourceOf(method, path), { status: answer.status, contentType, json });
  return { status: answer.status, json, faults };
}

function resourceOf(method: string, path: string): string {
  const parts = (path.split('?')[0] ?? '').split('/');
  const fits = (resource: string) =>
    resource.split('/').length === parts.length &&
    resource.split('/').every((part, at) => part.startsWith('{') || part === parts[at]);
  const resources = routes
    .filter((route) => methodsOf(route).includes(method as 'GET'))
    .flatMap((route) => route.paths);
  return resources.find((resource) => resource === path) ?? resources.find(fits) ?? path;
}

const ids = new Map<string, string>();

/** Replaces `:name` in a path by the id of the payment with that name. */
async function made(request: string, times: number, sent: Sent): Promise<void> {
  for (let time = 0; time < times; time++) await send(request, sent);
}

async function payment(name: string, fields: object): Promise<void> {
  const { json } = await send('POST /v1/payments', { body: { amount: '100.00', idempotency_key: name, ...fields } });
  ids.set(name, json.payment_id);
}

beforeAll(async () => {
  await payment('paid', { metadata: { note: 'ok' }, order_id: 7 });
  await payment('authorized', { capture: false });
  await payment('authorized-too', { capture: false });
  await payment('declined', { payment_method: 'pm_declined' });
  await payment('no-refunds', { payment_method: 'pm_refund_declined' });
  await payment('refunded', {});
  await made(`POST /v1/payments/${ids.get('refunded')}/refund`, 1, { body: { reason: 'returned' } });
});

const key = (key: string) => ({ 'Idempotency-Key': key });

describe('responses conform to openapi.json', () => {
  it.each<[number, string, Sent?]>([
    [200, 'GET /health'],
    [200, 'GET /openapi.json'],
    [200, 'GET /explorer'],
    [200, 'GET /'],

    [201, 'POST /users', { body: { username: 'kim', email: 'kim@example.com' } }],
    [400, 'POST /users', { body: { username: 'kim' } }],
    [201, 'POST /orders', { body: { name: 'Kim', email: 'kim@example.com' } }],
    [404, 'GET /users/none'],
    [404, 'GET /orders/none'],

    [201, 'POST /payments', { body: { order_id: 2, amount: '10.99' } }],
    [200, 'POST /payments', { body: { order_id: 1, amount: 10 } }],
    [402, 'POST /api/payments', { body: { order_id: 3, amount: 10, payment_method: 'pm_declined' } }],
    [400, 'POST /payments', { body: { order_id: 4 } }],
    [400, 'POST /payments', { body: { order_id: 4, amount: 0 } }],
    [409, 'POST /payments', { body: { order_id: 1, amount: 11 } }],
    [413, 'POST /payments', { body: JSON.stringify({ order_id: 1, note: 'n'.repeat(70_000) }) }],
    [200, 'GET /api/payments/refused'],
    [200, `GET /v1/payments/${paymentIdOfOrder('refused')}`],
    [200, 'GET /api/payments/1'],
    [200, 'GET /payments/:paid'],
    [404, 'GET /payments/none'],

    [201, 'POST /v1/payments', { body: { amount: 1250, currency: 'JPY' }, headers: key('k1') }],
    [
      201,
      'POST /v1/payments',
      { body: { amount: '1.250', currency: 'KWD', method: 'UPI', trip_id: 9, rider_id: 'r' } },
    ],
    [402, 'POST /v1/payments', { body: { amount: 5, payment_method: 'pm_expired_card' } }],
    [400, 'POST /v1/payments', { body: { amount: 5, status: 'completed' } }],
    [400, 'POST /v1/payments', { body: 'null' }],
    [415, 'POST /v1/payments', { body: '{}', headers: { 'Content-Type': 'text/plain' } }],
    [422, 'POST /v1/payments', { body: { amount: '101.00' }, headers: key('paid') }],
    [200, 'GET /v1/payments/:paid'],
    [200, 'GET /v1/payments/:authorized'],
    [200, 'GET /v1/payments/:declined'],
    [200, 'GET /v1/payments/:refunded'],
    [404, 'GET /v1/payments/none'],
    [200, 'GET /v1/payments?limit=2'],
    [400, 'GET /v1/payments?limit=0'],
    [200, 'POST /v1/payments/:authorized/capture'],
    [200, 'POST /v1/payments/:authorized-too/cancel'],
    [409, 'POST /v1/payments/:paid/cancel'],
    [404, 'POST /v1/payments/none/capture'],
    [200, 'GET /v1/idempotency-keys/paid'],
    [200, 'GET /v1/idempotency-keys/declined'],
    [200, 'GET /v1/idempotency-keys/unseen'],
    [400, 'GET /v1/idempotency-keys/%20'],

    [201, 'POST /v1/payments/charge', { body: { trip_id: '2', method: 'upi', idempotency_key: 'trip-2' } }],
    [
      402,
      'POST /v1/payments/charge',
      { body: { trip_id: 3, method: 'CARD', payment_method: 'pm_declined' }, headers: key('trip-3') },
    ],
    [400, 'POST /v1/payments/charge', { body: { trip_id: 3, method: 'CARD' } }],
    [400, 'POST /v1/payments/charge', { body: { trip_id: 'running', method: 'CARD' }, headers: key('trip-r') }],
    [404, 'POST /v1/payments/charge', { body: { trip_id: 'unknown', method: 'CARD' }, headers: key('trip-u') }],
    [409, 'POST /v1/payments/charge', { body: { trip_id: 1, method: 'CARD' }, headers: key('another') }],
    [503, 'POST /v1/payments/charge', { body: { trip_id: 'broken', method: 'CARD' }, headers: key('trip-b') }],

    [200, 'POST /v1/payments/:paid/refund'],
    [402, 'POST /v1/payments/:no-refunds/refund', { body: { amount: 1 } }],
    [400, 'POST /v1/payments/:refunded/refund', { body: { amount: 1 } }],
    [400, 'POST /v1/payments/:declined/refund', { body: { amount: 1 } }],
    [404, 'POST /v1/payments/none/refund', { body: { amount: 1 } }],
    [200, 'GET /v1/payments/:refunded/receipt'],
    [200, 'GET /v1/payments/:refunded/receipt', { headers: { Accept: 'text/plain' } }],
    [200, 'GET /v1/payments/:refunded/receipt', { headers: { Accept: 'text/html' } }],
    [409, 'GET /v1/payments/:declined/receipt'],

    [200, 'POST /payment.v1.PaymentService/CreatePayment', { body: { amount: '10.00', customer_id: 'c-1' } }],
    [
      200,
      'POST /payment.v1.PaymentService/CreatePayment',
      { body: { amount: '10', customer_id: 'c', payment_method: 'pm_declined' } },
    ],
    [400, 'POST /payment.v1.PaymentService/CreatePayment', { body: { amount: '10.00' } }],
    [
      409,
      'POST /payment.v1.PaymentService/CreatePayment',
      { body: { amount: '9', customer_id: 'c' }, headers: key('paid') },
    ],
    [200, 'POST /payment.v1.PaymentService/GetPayment', { body: { payment_id: ':paid' } }],
    [200, 'GET /payment.v1.PaymentService/GetPayment?encoding=json&message=%7B%22payment_id%22%3A%22:paid%22%7D'],
    [404, 'POST /payment.v1.PaymentService/GetPayment', { body: { payment_id: 'none' } }],
    [200, 'POST /payment.v1.PaymentService/ProcessPayment', { body: { payment_id: ':paid' } }],
    [400, 'POST /payment.v1.PaymentService/ProcessPayment', { body: { payment_id: ':declined' } }],
    [200, 'POST /payment.v1.PaymentService/HealthCheck', { body: {} }],
    [
      200,
      'POST /payments.v1.PaymentService/RequestPayment',
      {
        body: {
          amount_minor: 1250,
          currency: 'USD',
          order_id: 'o-1',
          idempotency_key: 'services-1',
          metadata: { a: 'b' },
        },
      },
    ],
    [
      400,
      'POST /payments.v1.PaymentService/RequestPayment',
      { body: { amount_minor: '0', currency: 'USD', order_id: 'o-1', idempotency_key: 'services-2' } },
    ],
    [200, 'POST /payments.v1.PaymentService/GetPayment', { body: { payment_id: ':paid' } }],
    [200, 'POST /payments.v1.PaymentService/Health', { body: {} }],
  ])('the response %i to %s %j conforms to openapi.json', async (status, request, sent) => {
    const named = (text: string) => text.replace(/:([a-z-]+)/, (whole, name: string) => ids.get(name) ?? whole);
    const body = sent?.body === undefined ? {} : { body: named(JSON.stringify(sent.body)) };
    const answer = await send(named(request), { ...sent, ...(typeof sent?.body === 'string' ? {} : body) });
    expect([answer.status, answer.faults]).toEqual([status, []]);
  });

  it.each(Object.entries(paths).filter(([, { post }]) => post !== undefined))(
    'POST %s has the parameter Prefer in openapi.json if it waits',
    async (path, { post }) => {
      const headers = { Prefer: 'wait=1', 'Content-Type': 'application/json' };
      const answer = await fetch(origin + path.replaceAll(/\{\w+\}/g, 'none'), { method: 'POST', headers, body: '{}' });
      const isDescribed = post?.parameters?.some(({ $ref }) => $ref?.endsWith('/Prefer')) ?? false;
      expect(answer.headers.get('preference-applied')).toBe(isDescribed ? 'wait=1' : null);
    },
  );

  it('a 503 for a failing store conforms to openapi.json', async () => {
    world.dynamo.intercept = faultAt('begin', notDone);
    const { status, faults } = await send('POST /v1/payments', { body: { amount: 1 } });
    expect([status, faults]).toEqual([503, []]);
  });

  it('a 503 of /health conforms to openapi.json', async () => {
    world.dynamo.intercept = faultAt('read', notDone);
    const { status, faults } = await send('GET /health');
    expect([status, faults]).toEqual([503, []]);
  });

  it('a response that violates openapi.json is detected', () => {
    const answer = { status: 201, contentType: 'application/json', json: { id: 1, order_id: 1, amount: '10.99' } };
    expect(faultsOfAnswer('POST', '/payments', answer)).toEqual(
      expect.arrayContaining(['/amount must be number', " must have required property 'status'"]),
    );
    const order = { id: 1, name: 'Kim', email: 'kim@example.com', total: 7 };
    expect(faultsOfAnswer('GET', '/orders/{order_id}', { ...answer, status: 200, json: order })).toEqual([
      ' must NOT have additional properties',
    ]);
    expect(faultsOfAnswer('GET', '/orders/{order_id}', { ...answer, status: 418 })).toHaveLength(1);
  });
});
