import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as chargeTrip } from '../../functions/payments/charge-trip.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { handler as getPayment } from '../../functions/payments/get-payment.ts';
import { handler as requestPayment } from '../../functions/services/services-request-payment.ts';
import { logger } from '../../src/runtime/log.ts';
import { context, jsonHeaders, proxyEvent, requestId } from '../support/event.ts';
import { World } from '../support/world.ts';

// Set before the logger is created; the other tests keep it silent.
vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
});

/** Limit for the log line of a request, including metrics. */
const mostBytes = 420;

let written: string[];
let world: World;
beforeEach(() => {
  written = [];
  world = new World();
  for (const level of ['info', 'error'] as const) {
    vi.spyOn(logger['console' as never] as Console, level).mockImplementation((line) => written.push(line));
  }
});
afterEach(() => vi.restoreAllMocks());

const lines = () => written.map((line) => JSON.parse(line));
const metricsIn = (line: { _aws?: { CloudWatchMetrics: { Metrics: { Name: string }[] }[] } }) =>
  line._aws?.CloudWatchMetrics[0]?.Metrics.map(({ Name }) => Name);

type Headers = Readonly<Record<string, string>>;
const pay = (amount = '25.00', headers: Headers = {}, key = 'k1') =>
  createPayment.with(world.io())(
    proxyEvent('POST /v1/payments', {
      headers: { ...jsonHeaders, 'Idempotency-Key': key, ...headers },
      body: { amount, currency: 'EUR' },
    }),
    context,
  );
const read = (headers: Headers = {}, id = '1') =>
  getPayment.with(world.io())(proxyEvent(`GET /v1/payments/${id}`, { headers }), context);

describe('the log line of a request', () => {
  it('a log line has the route and the outcome', async () => {
    await read();
    expect(lines()).toEqual([
      {
        level: 'INFO',
        message: 'answered',
        timestamp: expect.any(String),
        method: 'GET',
        resource: '/v1/payments/{payment_id}',
        status: 404,
        refusal: 'payment_not_found',
        request_id: requestId,
        latency: 0,
      },
    ]);
  });

  it('the log line of an endpoint that can move money carries metrics', async () => {
    await pay();
    expect(lines()).toEqual([
      {
        level: 'INFO',
        message: 'answered',
        timestamp: expect.any(String),
        method: 'POST',
        resource: '/v1/payments',
        status: 201,
        request_id: requestId,
        latency: 0,
        stage: 'local',
        _aws: {
          Timestamp: world.clock.now(),
          CloudWatchMetrics: [{ Namespace: 'PaymentService', Dimensions: [['stage']], Metrics: [{ Name: 'latency' }] }],
        },
      },
    ]);
  });

  it('log lines count replays and conflicts', async () => {
    await pay();
    await pay();
    await pay('26.00');
    expect(lines().map(metricsIn)).toEqual([['latency'], ['latency', 'replays'], ['latency', 'conflicts']]);
    expect(lines()[1]).toMatchObject({ replayed: true, replays: 1 });
    expect(lines()[2]).toMatchObject({ status: 422, refusal: 'idempotency_key_reused', conflicts: 1 });
  });

  it('the log line of a fault contains its cause', async () => {
    world.dynamo.intercept = () => Promise.reject(new TypeError('4111111111111111\n    at 4111111111111111 (x:1:1)'));
    await pay();
    expect(lines()).toHaveLength(1);
    expect(lines()[0]).toMatchObject({ level: 'ERROR', status: 500, faults: 1, cause: 'TypeError' });
    expect(lines()[0].at.length).toBeGreaterThan(0);
    expect(written.join()).not.toContain('4111');
  });

  it.each([
    ['a payment', mostBytes, () => pay()],
    ['a replay', mostBytes, () => pay().then(() => pay())],
    ['a read', mostBytes, () => read()],
    ['a refusal', mostBytes + 30, () => pay('-1')],
    ['a conflict', mostBytes + 30, () => pay().then(() => pay('26.00'))],
  ])('the log line of %s has at most %i bytes', async (_what, most, send) => {
    await send();
    const bytes = Buffer.byteLength(`${written.at(-1)}\n`);
    expect(bytes).toBeLessThanOrEqual(most);
  });

  it('the log line of an RPC has the HTTP status equivalent to its code', async () => {
    const path = '/payments.v1.PaymentService/RequestPayment';
    const body = { amount_minor: 1250, currency: 'USD', order_id: 'o', idempotency_key: 'key-0001' };
    const call = (type: string, sent: unknown) =>
      requestPayment.with(world.io())(
        proxyEvent(`POST ${path}`, { headers: { 'Content-Type': type }, body: sent }),
        context,
      );
    await call('application/json', body);
    await call('application/json', { ...body, amount_minor: 0 });
    await call('text/html', 'x');
    await call('application/json', { ...body, amount_minor: 1251 });
    expect(lines()).toMatchObject([
      { resource: path, status: 200, protocol: 'connect' },
      { status: 400, code: 'invalid_argument', refusal: 'amount_not_positive' },
      { level: 'INFO', status: 415, code: 'unimplemented' },
      { status: 400, code: 'invalid_argument', refusal: 'idempotency_key_reused', conflicts: 1 },
    ]);
    expect(lines().map(metricsIn)).toEqual([['latency'], ['latency'], ['latency'], ['latency', 'conflicts']]);
    expect(Buffer.byteLength(`${written[0]}\n`)).toBeLessThanOrEqual(mostBytes);
  });
});

describe('the log line of a malformed RPC', () => {
  it('a malformed RPC does not count as a fault, even if its gRPC code is INTERNAL', async () => {
    const marked = Buffer.from([1, 0, 0, 0, 0]).toString('base64');
    const headers = { 'Content-Type': 'application/grpc-web+proto' };
    const path = '/payments.v1.PaymentService/RequestPayment';
    const event = proxyEvent(`POST ${path}`, { headers, body: marked, isBase64Encoded: true });
    await requestPayment.with(world.io())(event, context);
    expect(lines()[0]).toMatchObject({
      level: 'INFO',
      status: 400,
      code: 'internal',
      refusal: 'undeclared_compression',
    });
    expect(metricsIn(lines()[0])).toEqual(['latency']);
  });
});

describe('the log line of an RPC that ran out of time', () => {
  const late = (headers: Record<string, string>) => {
    const slow = new World();
    slow.dynamo.intercept = async (_command, apply) => {
      await slow.clock.sleep(20_000);
      return apply();
    };
    const sent = { amount_minor: 1250, currency: 'USD', order_id: 'o', idempotency_key: 'key-0001' };
    return requestPayment.with(slow.io())(
      proxyEvent('POST /payments.v1.PaymentService/RequestPayment', {
        headers: { 'Content-Type': 'application/json', ...headers },
        body: sent,
      }),
      context,
    );
  };

  it.each([
    ['for its client is none of a fault', { 'Connect-Timeout-Ms': '500' }, { level: 'INFO', status: 504 }],
    ['for us is that of a fault', {}, { level: 'ERROR', status: 503, faults: 1, refusal: 'store_unavailable' }],
  ])('an RPC that runs out of time %s', async (_what, headers, wanted) => {
    await late(headers as Record<string, string>);
    expect(lines()[0]).toMatchObject(wanted);
    expect('faults' in lines()[0]).toBe('faults' in wanted);
  });
});

describe('a correlation id', () => {
  it.each([
    ['X-Correlation-Id', 'order-7.2026:11_21'],
    ['x-correlation-id', 'a'.repeat(64)],
    ['X-Request-Id', 'their-own'],
    ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ])('correlation id in %s is logged and returned', async (name, id) => {
    const answer = await read({ [name]: id });
    expect(answer.headers).toMatchObject({ 'X-Correlation-Id': id, 'X-Request-Id': requestId });
    expect(lines()[0].correlation_id).toBe(id);
  });

  it.each([
    '',
    'a'.repeat(65),
    'a b',
    'é',
    '"',
    '{jndi:x}',
    'a\r\nSet-Cookie: b',
    '4111111111111111',
    '4111-1111-1111-1111',
  ])('a correlation id of %j is ignored', async (id) => {
    const answer = await read({ 'X-Correlation-Id': id });
    expect(answer.headers).not.toHaveProperty('X-Correlation-Id');
    expect(lines()[0]).not.toHaveProperty('correlation_id');
  });

  it('the correlation id is passed to the trip service', async () => {
    const sent: unknown[] = [];
    world.call = async (_url, init) => {
      sent.push(new Headers(init.headers).get('X-Correlation-Id'));
      return new Response(null, { status: 404 });
    };
    const body = { idempotency_key: 'trip-key-1', trip_id: 1, method: 'CARD' };
    const headers = { ...jsonHeaders, 'X-Correlation-Id': 'trip-7' };
    await chargeTrip.with(world.io())(proxyEvent('POST /v1/payments/charge', { headers, body }), context);
    await chargeTrip.with(world.io())(proxyEvent('POST /v1/payments/charge', { headers: jsonHeaders, body }), context);
    expect(sent).toEqual(['trip-7', null]);
  });
});
