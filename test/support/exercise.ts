import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { graphiqlAssets } from '../../doubles/requestor/graphiql-assets.ts';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { stageTables } from '../../lib/table-name.ts';
import type { Environment } from '../../tools/start/environment.ts';
import { documentedCreation, documentedMutation, documentedQuery } from '../examples/documented-rpc.ts';
import { type Answered, clientOf } from './client.ts';

type Request = readonly [
  status: number | readonly number[],
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
];

const tables = stageTables('local');
const customers = '/payment.v1.PaymentService';
const services = '/payments.v1.PaymentService';
/** A payment is created once; the older contract answers a repetition with 200. */
const paid = [200, 201];
const held = { amount: '25.00', capture: false };

/** Every way to charge; sent again, each finds its own payment. */
const charges: readonly Request[] = [
  [paid, '/v1/payments', { amount: '25.00' }, { 'Idempotency-Key': 'exercise-payment' }],
  [paid, '/v1/payments/charge', { idempotency_key: 'exercise-trip', trip_id: 1, method: 'CARD' }],
  [paid, '/payments/', { order_id: 2, amount: 10.99 }],
  [paid, `${customers}/CreatePayment`, documentedCreation, { 'Idempotency-Key': 'exercise-customer' }],
  [
    paid,
    `${services}/RequestPayment`,
    { amount_minor: 1250, currency: 'USD', order_id: '3', idempotency_key: 'exercise-service' },
  ],
];

/** Everything that moves the money of a payment, of those that are seeded or are given an id. */
const changes = (captured: unknown, cancelled: unknown): readonly Request[] => [
  [200, `/v1/payments/${captured}/capture`, {}],
  [200, `/v1/payments/${cancelled}/cancel`, {}],
  [200, '/v1/payments/1/refund', { idempotency_key: 'exercise-refund', amount: 5 }],
  [200, '/v1/payments/1/refund', { idempotency_key: 'exercise-rest' }],
  [200, '/v1/payments/2/redact', {}],
  [200, '/v1/users/2/erase', {}],
  [200, '/v1/orders/2/erase', {}],
  [409, '/v1/payments/1/client-secret', {}],
  [200, `${customers}/ProcessPayment`, { payment_id: '9', action: 'refund' }],
];

const creations: readonly Request[] = [
  [
    201,
    '/v1/ledger/corrections',
    {
      reason: 'exercise',
      lines: [
        { account: 'fees', amount: '0.90', currency: 'EUR' },
        { account: 'processor_receivable', amount: '-0.90', currency: 'EUR' },
      ],
      idempotency_key: 'exercise-correction',
    },
  ],
  [
    200,
    '/v1/ledger/reconciliations?format=csv',
    'id,kind,currency,amount,at,reference\n' +
      'po_exercise,payout,EUR,-0.10,2026-11-19T12:00:00Z,\n' +
      'txn_exercise,charge,EUR,1.00,2026-11-19T12:00:00Z,exercise',
    { 'Content-Type': 'text/csv' },
  ],
  [201, '/users', { username: 'exercise', email: 'exercise@example.com' }],
  [201, '/orders', { name: 'Exercise', email: 'exercise@example.com' }],
];

/** Without a body: read by GET. */
const reads: readonly Request[] = [
  [200, '/health'],
  [200, '/metrics'],
  [200, '/openapi.json'],
  [200, '/explorer'],
  [200, '/console'],
  [200, '/users'],
  [200, '/users/1'],
  [200, '/orders'],
  [200, '/orders/1'],
  [200, '/payments/1/'],
  [200, '/api/payments/101/'],
  [200, '/v1/payments?limit=5'],
  [200, '/v1/payments?trip_id=1001'],
  [200, '/v1/payments?order_id=2'],
  [200, '/v1/payments/1'],
  [200, '/v1/payments/1/receipt'],
  [200, '/v1/payments/1/timeline'],
  [200, '/v1/idempotency-keys/exercise-payment'],
  [200, '/v1/payments?customer_id=exercise&order_id=1&since=2025-01-01&until=2026-01-01'],
  [200, '/v1/payments?reference=PAY-1'],
  [[200, 404], '/v1/refunds/2bfe10f2-e676-869a-8b18-49a64adc31b3'],
  [200, '/v1/events?limit=5'],
  [200, '/v1/events?payment_id=1'],
  [[200, 404], '/v1/events/1:payment.completed:0'],
  [200, '/v1/ledger/accounts'],
  [200, '/v1/ledger/accounts/clearing/entries?limit=5'],
  [[200, 404], '/v1/ledger/entries/1:payment.completed:0'],
  [404, '/v1/ledger/proofs/1:payment.completed:0'],
  [404, '/v1/ledger/seals/2026-11-19'],
  [200, '/v1/ledger/breaks?reference=exercise&processor=simulated'],
  [200, `${customers}/GetPayment`, { payment_id: '1' }],
  [200, `${customers}/HealthCheck`, {}],
  [200, `${services}/GetPayment`, { payment_id: '1' }],
  [200, `${services}/Health`, {}],
];

const requestorCalls: readonly Request[] = [
  [200, '/health'],
  [201, '/api/payments', documentedCreation],
  [200, '/api/payments/1'],
  [200, '/graphql', { query: documentedMutation, variables: { input: documentedCreation } }],
  [200, '/graphql', { query: documentedQuery, variables: { id: '1' } }],
  [200, `/graphql/assets/${Object.keys(graphiqlAssets)[0]}`],
];

/**
 * Makes every function of an environment with the seed data and strict orders take each of its paths to AWS: success,
 * a duplicate in flight, and a payment that was abandoned. Rejects if one of them does not answer as it must.
 */
export async function exercise({ urls, others, dynamodbEndpoint, ...environment }: Environment): Promise<void> {
  const client = new DynamoDBClient({ endpoint: dynamodbEndpoint, region, credentials });
  const send = sender(urls[0] ?? '');
  const startedAt = new Date().toISOString();

  // A marker of a release before the events table makes project-payments look for more of them.
  await keepMarker(client);
  // The first list makes the key of cursors: each of the functions has to find none.
  await send([200, '/v1/events?limit=5']);
  await deleteCursorKey(client);
  await send([200, '/v1/ledger/accounts/fees/entries']);
  await deleteCursorKey(client);

  // Nobody listens there, so that deliveries fail.
  const endpoint = await send([201, '/v1/webhook-endpoints', { url: 'http://localhost:9/hooks' }]);
  // Its deliveries are dead at once, and it is disabled.
  await using gone = await goneReceiver();
  const disabled = await send([201, '/v1/webhook-endpoints', { url: gone.url, event_types: ['payment.completed'] }]);

  for (const request of [...creations, ...creations.slice(0, 2), ...charges, ...charges]) await send(request);
  const ids = await chargedSince(client, startedAt);
  const key = { 'Idempotency-Key': 'exercise-captured' };
  const captured = await send([201, '/v1/payments', held, key]);
  const cancelled = await send([201, '/v1/payments', held, { 'Idempotency-Key': 'exercise-cancelled' }]);
  for (const request of changes(captured.json.payment_id, cancelled.json.payment_id)) await send(request);

  // As if another request were at work on each charge: a duplicate reads it until its time is up.
  for (const id of ids) await lease(client, id, Number.MAX_SAFE_INTEGER);
  await Promise.all(charges.map(([, ...request]) => send([409, ...request])));

  await send([200, '/v1/disputes?status=open']);
  await forgetCursorKey(client);
  for (const request of reads) await send(request);
  for (const request of requestorCalls) await sender(others.requestor)(request);
  await sender(others.stubs.notifications)([200, '/v1/notifications']);
  await environment.caughtUp();
  // By now the stream has told of its order.
  await send([200, '/v1/payments?order_id=2']);
  const endpoints = { id: String(endpoint.json.id), disabledId: String(disabled.json.id) };
  await manageWebhooks(urls[0] ?? '', { ...endpoints, paymentId: String(ids[0]) }, environment);

  // As if those requests had been killed long ago. The stream marks them as open now, which is too late for the sweeper.
  for (const id of ids) await lease(client, id, 0);
  await environment.caughtUp();
  for (const id of ids) await markAsOpen(client, id);
  await run('sweep-payments', environment);
  await environment.caughtUp();
  const swept = await chargedSince(client, startedAt);
  const left = ids.filter((id) => !swept.includes(id));
  if (left.length > 0) throw new Error(`the sweeper left ${left.join()}`);
  await chargeYesterday(client, ids[0] ?? '');
  await environment.caughtUp();
  await keepOldEvent(client);
  await run('seal-days', environment);
  await send([200, '/v1/ledger/proofs/exercise:payment.failed:0']);
  await pollTwo(client, ids[0] ?? '', environment);
  await wait(client, ids[1] ?? '');
  const event = { id: 'exercise-event', payment_id: ids[1] };
  await send([200, '/v1/processor-events/simulated', event, { 'Simulated-Signature': 'test' }]);
  client.destroy();
}

const bodyText = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

const sender =
  (url: string) =>
  async ([status, path, body, headers]: Request): Promise<Answered> => {
    const client = clientOf(url);
    const answered = await (body === undefined ? client.get(path) : client.post(path, bodyText(body), headers));
    if (![status].flat().includes(answered.status))
      throw new Error(`${path}: ${answered.status} instead of ${status}: ${answered.text}`);
    return answered;
  };

/** Every request about an endpoint, and attempts at it by `redeliver`, which fail for the first time since it was enabled. */
async function manageWebhooks(
  url: string,
  { id, disabledId, paymentId }: Readonly<{ id: string; disabledId: string; paymentId: string }>,
  environment: Pick<Environment, 'app' | 'gateway'>,
): Promise<void> {
  const send = sender(url);
  const path = `/v1/webhook-endpoints/${id}`;
  // Seeded payments are sent to nobody.
  const { text } = await send([200, `/v1/events?payment_id=${paymentId}&type=payment.completed`]);
  const eventId = encodeURIComponent(/"event_id":"([^"]+)"/.exec(text)?.[1] ?? '');
  const requests: readonly Request[] = [
    [200, '/v1/webhook-endpoints'],
    [200, path],
    [200, `${path}/deliveries`],
    // Reads the deliveries of its events.
    [200, `/v1/payments/${paymentId}/timeline`],
    [200, `${path}/rotate-secret`, {}],
    [200, `${path}/test`, {}],
    [200, path, { url: 'http://localhost:9/others', status: 'enabled' }],
    [202, `${path}/replay`, { from: new Date(Date.now() - 3_600_000).toISOString() }],
    [202, `${path}/replay`, { from: '2020-01-01T00:00:00Z', payment_id: '1' }],
    [202, `${path}/replay`, { from: '2020-01-01T00:00:00Z', status: 'dead' }],
    [200, `/v1/webhook-endpoints/${disabledId}`, { status: 'enabled' }],
    [202, `/v1/events/${eventId}/redeliver`, {}],
  ];
  for (const request of requests) await send(request);
  await run('redeliver', environment);
  const { status } = await fetch(url + path, { method: 'DELETE' });
  if (status !== 200) throw new Error(`DELETE ${path}: ${status}`);
}

/** A receiver that answers 410. */
async function goneReceiver(): Promise<AsyncDisposable & Readonly<{ url: string }>> {
  const server = createServer((_request, response) => response.writeHead(410).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://localhost:${port}/gone`, [Symbol.asyncDispose]: close };
}

async function chargedSince(client: DynamoDBClient, startedAt: string): Promise<readonly string[]> {
  const ids: string[] = [];
  const charged = new Set<string | undefined>(['completed', 'authorized']);
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tables.payments })) {
    for (const { id, status, created_at: createdAt } of Items) {
      if (charged.has(status?.S) && id?.S !== undefined && (createdAt?.S ?? '') >= startedAt) ids.push(id.S);
    }
  }
  return ids;
}

async function keepMarker(client: DynamoDBClient): Promise<void> {
  const Item = { id: { S: 'counted' }, sort: { S: 'another:payment.begun:0' } };
  await client.send(new PutItemCommand({ TableName: tables.projections, Item }));
}

/** Stores a payment as it would have been charged a day ago: its event is recorded on the condition that the day is not sealed. */
async function chargeYesterday(client: DynamoDBClient, id: string): Promise<void> {
  const { Item } = await client.send(new GetItemCommand({ TableName: tables.payments, Key: { id: { S: id } } }));
  const at = { S: new Date(Date.now() - 86_400_000).toISOString() };
  const payment = { ...Item, id: { S: `${id}-yesterday` }, created_at: at, settled_at: at };
  await client.send(new PutItemCommand({ TableName: tables.payments, Item: payment }));
}

/** An event of the day that is sealed next. */
async function keepOldEvent(client: DynamoDBClient): Promise<void> {
  const at = new Date(Date.now() - 2 * 86_400_000).toISOString();
  const key = { id: { S: 'exercise' }, sort: { S: 'payment.failed#0' } };
  const place = { day: { S: `${at.slice(0, 10)}#0` }, time_sort: { S: `${at}#exercise:payment.failed:0` } };
  const Item = { ...key, type: { S: 'payment.failed' }, at: { S: at }, body: { S: '{}' }, ...place };
  await client.send(new PutItemCommand({ TableName: tables.events, Item }));
}

async function deleteCursorKey(client: DynamoDBClient): Promise<void> {
  const Key = { id: { S: 'cursor-key' }, sort: { S: 'v1' } };
  await client.send(new DeleteItemCommand({ TableName: tables.projections, Key }));
}

/** Puts a payment back to where its charge is under way, by another owner. */
async function lease(client: DynamoDBClient, id: string, until: number): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: tables.payments,
    Key: { id: { S: id } },
    UpdateExpression: 'SET #status = :processing, #lease = :lease REMOVE outcome',
    ExpressionAttributeNames: { '#status': 'status', '#lease': 'lease' },
    ExpressionAttributeValues: {
      ':processing': { S: 'processing' },
      ':lease': { M: { owner: { S: 'another' }, until: { N: String(until) } } },
    },
  });
  await client.send(command);
}

async function markAsOpen(client: DynamoDBClient, id: string): Promise<void> {
  const Item = {
    id: { S: 'open' },
    sort: { S: id },
    since: { S: '2026-01-01T00:00:00.000Z' },
    as_of: { S: '0'.repeat(40) },
  };
  await client.send(new PutItemCommand({ TableName: tables.projections, Item }));
}

/** The first list that is asked for makes the key. */
async function forgetCursorKey(client: DynamoDBClient): Promise<void> {
  const Key = { id: { S: 'cursor-key' }, sort: { S: 'v1' } };
  await client.send(new DeleteItemCommand({ TableName: tables.projections, Key }));
}

const dueAt = '2026-01-01T00:00:00.000Z';

/** Makes a payment wait for its processor. */
async function wait(client: DynamoDBClient, id: string): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: tables.payments,
    Key: { id: { S: id } },
    UpdateExpression: 'SET #status = :pending, outcome = :outcome, due_at = :due',
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':pending': { S: 'pending' },
      ':outcome': { M: { status: { S: 'pending' } } },
      ':due': { S: dueAt },
    },
  });
  await client.send(command);
}

/** Polls a payment that waits for its processor, faked because the simulated one never makes a payment wait, and one that no longer does. */
async function pollTwo(
  client: DynamoDBClient,
  waiting: string,
  environment: Pick<Environment, 'app' | 'gateway'>,
): Promise<void> {
  await wait(client, waiting);
  for (const id of [waiting, 'exercise-not-due']) {
    const Item = { id: { S: 'due' }, sort: { S: `${dueAt}#${id}` } };
    await client.send(new PutItemCommand({ TableName: tables.projections, Item }));
  }
  await run('poll-payments', environment);
  const { Item } = await client.send(new GetItemCommand({ TableName: tables.payments, Key: { id: { S: waiting } } }));
  if (Item?.status?.S !== 'completed') throw new Error(`the poller left ${waiting} ${Item?.status?.S}`);
}

async function run(worker: string, { app, gateway }: Pick<Environment, 'app' | 'gateway'>): Promise<void> {
  const found = [...app().functions.values()].find(({ name }) => name.endsWith(`-${worker}`));
  const { functionError, payload } = await gateway.invoke(found?.logicalId ?? '', {});
  if (functionError !== undefined) throw new Error(`${worker}: ${payload}`);
}
