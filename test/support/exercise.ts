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
  [201, '/users', { username: 'exercise', email: 'exercise@example.com' }],
  [201, '/orders', { name: 'Exercise', email: 'exercise@example.com' }],
];

/** Without a body: read by GET. */
const reads: readonly Request[] = [
  [200, '/health'],
  [200, '/metrics'],
  [200, '/openapi.json'],
  [200, '/explorer'],
  [200, '/users'],
  [200, '/users/1'],
  [200, '/orders'],
  [200, '/orders/1'],
  [200, '/payments/1/'],
  [200, '/api/payments/101/'],
  [200, '/v1/payments?limit=5'],
  [200, '/v1/payments?trip_id=1001'],
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
  // The first list makes the key of cursors: each of the two functions has to find none.
  await send([200, '/v1/events?limit=5']);
  await deleteCursorKey(client);

  for (const request of [...creations, ...charges, ...charges]) await send(request);
  const ids = await chargedSince(client, startedAt);
  const key = { 'Idempotency-Key': 'exercise-captured' };
  const captured = await send([201, '/v1/payments', held, key]);
  const cancelled = await send([201, '/v1/payments', held, { 'Idempotency-Key': 'exercise-cancelled' }]);
  for (const request of changes(captured.json.payment_id, cancelled.json.payment_id)) await send(request);

  // As if another request were at work on each charge: a duplicate reads it until its time is up.
  for (const id of ids) await lease(client, id, Number.MAX_SAFE_INTEGER);
  await Promise.all(charges.map(([, ...request]) => send([409, ...request])));

  for (const request of reads) await send(request);
  for (const request of requestorCalls) await sender(others.requestor)(request);
  await sender(others.stubs.notifications)([200, '/v1/notifications']);

  // As if those requests had been killed long ago. The stream marks them as open now, which is too late for the sweeper.
  for (const id of ids) await lease(client, id, 0);
  await environment.caughtUp();
  for (const id of ids) await markAsOpen(client, id);
  await run('sweep-payments', environment);
  await environment.caughtUp();
  const swept = await chargedSince(client, startedAt);
  const left = ids.filter((id) => !swept.includes(id));
  if (left.length > 0) throw new Error(`the sweeper left ${left.join()}`);
  await pollTwo(client, ids[0] ?? '', environment);
  await wait(client, ids[1] ?? '');
  const event = { id: 'exercise-event', payment_id: ids[1] };
  await send([200, '/v1/processor-events/simulated', event, { 'Simulated-Signature': 'test' }]);
  client.destroy();
}

const sender =
  (url: string) =>
  async ([status, path, body, headers]: Request): Promise<Answered> => {
    const client = clientOf(url);
    const answered = await (body === undefined ? client.get(path) : client.post(path, JSON.stringify(body), headers));
    if (![status].flat().includes(answered.status))
      throw new Error(`${path}: ${answered.status} instead of ${status}: ${answered.text}`);
    return answered;
  };

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
