import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { otlpSettings } from '../../hermetic/traces/otlp-settings.ts';
import { requestorRoutes } from '../../lib/requestor.ts';
import { methodsOf, type Route, routes } from '../../lib/routes.ts';
import { stubRoutes } from '../../lib/stubs.ts';
import { stageTables } from '../../lib/table-name.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { eventually } from '../support/eventually.ts';
import { grpcClients } from '../support/grpc-clients.ts';
import { leaksIn } from '../support/leaks.ts';
import { bodiesWith, cardTexts } from '../support/poison.ts';
import { startCollector } from '../support/trace-collector.ts';

/** Texts that clients send. None of them may be logged, except the correlation id. */
const secret = 'canary-only-the-client-knows';
/** The only value of a client that is logged: the id by which it wants to find its request. */
const correlation = 'canary-that-asked-to-be-logged';

let environment: Environment;
let lines: string[];
let collector: Awaited<ReturnType<typeof startCollector>>;
beforeAll(async () => {
  lines = [];
  collector = await startCollector();
  environment = await startEnvironment({
    ports: [0],
    context: { logLevel: 'DEBUG', rateLimitEnabled: 'false' },
    collector: otlpSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url }, 'payment-service'),
    emit(event) {
      // The console shows its own user's requests with their paths. It is not the service's log.
      if (event.event !== 'request') lines.push(event.event === 'log' ? event.text : JSON.stringify(event));
    },
  });
});
afterAll(async () => {
  await environment.stop();
  collector.stop();
});

type Api = Readonly<{ url: string; routes: readonly Pick<Route, 'method' | 'alsoGet' | 'paths'>[] }>;
const apis = (): Api[] => [
  { url: String(environment.urls[0]), routes },
  { url: String(environment.others.requestor), routes: requestorRoutes },
  { url: environment.others.stubs.notifications, routes: stubRoutes.filter(({ stub }) => stub === 'notifications') },
  { url: environment.others.stubs.trips, routes: stubRoutes.filter(({ stub }) => stub === 'trips') },
];
const statuses = new Map<number, number>();

async function send(url: string, init: RequestInit): Promise<void> {
  const response = await fetch(url, init);
  await response.arrayBuffer();
  statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
}

/** Sends a text in every part of a request to a route. */
async function poison(url: string, route: Api['routes'][number], text: string): Promise<void> {
  const encoded = encodeURIComponent(text);
  const headers = {
    Authorization: `Bearer ${secret}`,
    Cookie: `session=${secret}`,
    'User-Agent': `${secret}/1.0`,
    'X-Card': encoded,
    ...(text !== secret && { 'X-Request-Id': encoded, 'X-Correlation-Id': encoded, traceparent: encoded }),
    'Idempotency-Key': encoded,
  };
  const requests = route.paths.flatMap((path) =>
    methodsOf(route).flatMap((method): [string, RequestInit][] => {
      const clean = `${url}${path.replace(/\{\w+\}/g, '1')}`;
      const json = { ...headers, 'Content-Type': 'application/json', 'Idempotency-Key': 'redaction-1' };
      const query = `limit=${encoded}&cursor=${encoded}&${encoded}=1&message=${encoded}&encoding=json&connect=v1`;
      return [
        [`${url}${path.replace(/\{\w+\}/g, encoded)}`, { method, headers }],
        [`${clean}?${query}`, { method, headers }],
        ...(method === 'GET' || method === 'HEAD'
          ? []
          : bodiesWith(text).map(([type, body]): [string, RequestInit] => [
              clean,
              { method, headers: { ...json, 'Content-Type': type }, body: body as string },
            ])),
      ];
    }),
  );
  await inGroups(requests, ([address, init]) => send(address, init));
}

async function inGroups<Value>(values: readonly Value[], each: (value: Value) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < values.length; from += 8) await Promise.all(values.slice(from, from + 8).map(each));
}

/** A few examples are enough to find the cause. */
const leaks = () =>
  lines.flatMap((line) => leaksIn(line, [secret]).map((leak) => `${leak} in ${line.slice(0, 500)}`)).slice(0, 5);
const everyRoute = () => apis().flatMap(({ url, routes }) => routes.map((route) => [url, route] as const));

describe('the log contains nothing that a client sends', () => {
  it('in any part of a request to any route', async () => {
    let next = 0;
    for (const [url, route] of everyRoute()) {
      const card = cardTexts[next++ % cardTexts.length] ?? '';
      await poison(url, route, card);
      await poison(url, route, secret);
    }
    expect([...statuses.keys()].filter((status) => status >= 500 && status !== 501)).toEqual([]);
    expect(leaks()).toEqual([]);
  });

  it.each(cardTexts)('as the card number %j', async (card) => {
    const create = routes.filter(({ name }) => ['create-payment', 'services-request-payment'].includes(name));
    for (const route of create) await poison(String(environment.urls[0]), route, card);
    expect(leaks()).toEqual([]);
  });

  it('as names, reasons and metadata that are stored', async () => {
    const post = (path: string, body: unknown, key: string) =>
      fetch(`${environment.urls[0]}${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `${secret}-${key}` },
        body: JSON.stringify(body),
      });
    const email = `${secret}@example.com`;
    const kept = await Promise.all([
      post('/users', { username: secret, email }, 'user'),
      post('/orders', { name: secret, email }, 'order'),
      post(
        '/v1/payments',
        { amount: '9.00', currency: 'EUR', order_id: secret, metadata: { [secret]: secret } },
        'pay',
      ),
      post('/v1/payments/2/refund', { amount: '1.00', reason: secret }, 'refund'),
      post('/v1/payments/charge', { trip_id: 1, method: 'CARD', rider_id: secret }, 'trip'),
    ]);
    expect(kept.map(({ status }) => status)).toEqual([201, 201, 201, 200, 201]);
    await environment.caughtUp();
    expect(leaks()).toEqual([]);
  });

  it('over native gRPC, in messages or metadata', async () => {
    const clients = grpcClients(String(environment.others.grpc[0]));
    for (const text of [...cardTexts, secret]) {
      const metadata = {
        authorization: secret,
        'x-card': encodeURIComponent(text),
        'idempotency-key': encodeURIComponent(text),
      };
      await clients.customers('CreatePayment', { amount: text, customer_id: text, idempotency_key: text }, metadata);
      await clients.customers('GetPayment', { payment_id: text }, metadata);
      await clients.services('RequestPayment', { amount_minor: 100, currency: 'USD', order_id: text }, metadata);
    }
    clients.close();
    expect(leaks()).toEqual([]);
  });

  it('over GraphQL, in documents, names or variables', async () => {
    const url = `${environment.others.requestor}/graphql`;
    await inGroups([...cardTexts, secret], async (text) => {
      const word = text.replace(/\W/g, '');
      const asked: object[] = [
        { query: `{ payment(id: ${JSON.stringify(text)}) { id } }` },
        { query: `query q_${word} { f_${word}: __typename # ${text}\n }` },
        { query: `{ ${text} `, operationName: text },
        { query: 'query q($id: ID!) { payment(id: $id) { id } }', variables: { id: text, [text]: text } },
        { query: '{ __typename }', extensions: { [text]: text } },
      ];
      for (const body of asked) {
        const headers = { 'Content-Type': 'application/json', Authorization: secret };
        await send(url, { method: 'POST', headers, body: JSON.stringify(body) });
      }
      await send(`${url}?query=${encodeURIComponent(`{ a(b: "${text}") }`)}`, { headers: { Accept: '*/*' } });
    });
    expect(leaks()).toEqual([]);
  });

  it('in stream records that cannot be read', async () => {
    const image = {
      id: { S: secret },
      status: { S: cardTexts[0] },
      amount_minor: { S: secret },
      metadata: { S: secret },
    };
    const dynamodb = { Keys: { id: { S: secret } }, SequenceNumber: '1', NewImage: image };
    const event = { Records: [{ eventID: 'e1', eventName: 'INSERT', dynamodb }] };
    for (const [id, { name }] of environment.app().functions) {
      if (/-(project-payments|deliver|redeliver|sweep-payments|poll-payments)$/.test(name))
        await environment.gateway.invoke(id, event);
    }
    // By the workers of both streams.
    expect(lines.filter((line) => line.includes('"parked":1'))).toHaveLength(2);
    expect(leaks()).toEqual([]);
  });

  it('except the correlation id, which is also returned', async () => {
    const response = await fetch(`${environment.urls[0]}/v1/payments/1`, {
      headers: { 'X-Correlation-Id': correlation },
    });
    expect(response.headers.get('x-correlation-id')).toBe(correlation);
    expect(lines.some((line) => line.includes(`"correlation_id":"${correlation}"`))).toBe(true);
  });

  it('in the spans of all these requests, whatever its trace', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await send(`${environment.urls[0]}/v1/payments/${secret}`, { headers });
    await eventually(() => expect(collector.spans().some((span) => span.traceId === traceId)).toBe(true));
    const spans = collector.spans();
    expect(new Set(spans.map(({ attributes }) => attributes.kind))).toEqual(
      new Set(['request', 'store', 'processor', 'service', 'stream', 'webhook']),
    );
    // Times and random ids are numbers of many digits.
    const texts = spans.map(({ name, attributes }) => JSON.stringify([name, attributes]));
    expect(texts.flatMap((text) => leaksIn(text, [secret])).slice(0, 5)).toEqual([]);
  });

  it('even if every route fails because its tables are gone', async () => {
    const client = new DynamoDBClient({ endpoint: environment.dynamodbEndpoint, region, credentials });
    for (const TableName of Object.values(stageTables('local')))
      await client.send(new DeleteTableCommand({ TableName }));
    client.destroy();
    statuses.clear();
    const before = lines.length;
    for (const [url, route] of everyRoute()) await poison(url, route, secret);
    expect([...statuses.keys()].some((status) => status >= 500)).toBe(true);
    expect(lines.slice(before).some((line) => line.includes('"level":"ERROR"'))).toBe(true);
    expect(leaks()).toEqual([]);
  });
});
