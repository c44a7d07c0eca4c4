import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AttributeValue, type DynamoDBClient, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transactAll } from '../../hermetic/engine/transactions.ts';
import { stageTables } from '../../lib/table-name.ts';
import { archivedItems, linksTo, paymentItem, type TableItem } from '../../tools/data/payment-items.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { clientOf } from '../hermetic/test-tables.ts';
import { decidedPayments } from '../support/decided-payments.ts';
import { payment, processingPayment } from '../support/payments.ts';
import { seeded } from '../support/random.ts';
import { type ProgramResult, run } from './program.ts';

const work = mkdtempSync(join(tmpdir(), 'round-trip-'));
const tableName = stageTables('local').payments;
let environment: Environment;
let client: DynamoDBClient;
let url: string;
beforeAll(async () => {
  environment = await startEnvironment({ ports: [0], seed: false });
  client = clientOf({ endpoint: environment.dynamodbEndpoint });
  url = String(environment.urls[0]);
});
beforeEach(() => tool('reset'));
afterAll(async () => {
  client.destroy();
  await environment.stop();
  rmSync(work, { recursive: true });
});

async function tool(name: string, ...args: string[]): Promise<ProgramResult> {
  const ended = await run(`tools/${name}.ts`, ['--url', url, ...args]);
  expect([ended.code, ended.stderr]).toEqual([0, expect.not.stringContaining('line ')]);
  return ended;
}

/** The payments after an export and an import. */
async function throughAFile(name: string): Promise<string> {
  const path = join(work, name);
  await tool('export', path);
  await tool('reset');
  await tool('import', path);
  return path;
}

async function itemsOf(): Promise<Record<string, Record<string, AttributeValue>>> {
  const items: Record<string, Record<string, AttributeValue>> = {};
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) {
    for (const item of Items) items[String(item.id?.S)] = item;
  }
  return items;
}

const wire = (item: TableItem) => marshall(item, { removeUndefinedValues: true });

describe('an export and import', () => {
  it('restores 2,000 payments in every state, and a second export is the same file', async () => {
    const all = decidedPayments(2_000, seeded(14));
    const items = all.flatMap(({ payment: one, leadsFromOrder }) => [
      paymentItem(one, 1),
      ...archivedItems(one),
      ...linksTo({ payment: one, identity: leadsFromOrder ? 'order' : 'key' }).map(({ item }) => item),
    ]);
    await transactAll(
      client,
      tableName,
      items.map((item) => ({ PutRequest: { Item: wire(item) } })),
    );
    const before = await itemsOf();
    expect(Object.keys(before)).toHaveLength(items.length);

    const path = await throughAFile('first.csv');
    expect(await itemsOf()).toEqual(before);
    const again = join(work, 'again.csv');
    await tool('export', again);
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(path, 'utf8'));
  });

  it('leaves out payments in progress and reports their number', async () => {
    const open = processingPayment({ id: 'open' });
    for (const one of [open, payment({ id: 'done' })]) {
      await client.send(new PutItemCommand({ TableName: tableName, Item: wire(paymentItem(one, 1)) }));
    }
    const { stdout } = await tool('export', join(work, 'open.csv'));
    expect(stdout).toContain('1 exported.');
    expect(stdout).toContain('1 in progress, not in the file: export again in a minute.');
  });

  it('leaves no incomplete file behind if a payment cannot be written', async () => {
    const path = join(work, 'half.csv');
    const strange = payment({ id: 'strange', outcome: { status: 'completed', reference: 'two words' } });
    await client.send(new PutItemCommand({ TableName: tableName, Item: wire(paymentItem(strange, 1)) }));
    const { code, stderr } = await run('tools/export.ts', ['--url', url, path]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^Payment strange cannot be written .* npm run backup.*\n$/),
    ]);
    expect(() => readFileSync(path)).toThrow('ENOENT');
  });
});

type Step = readonly [method: string, path: string, body: object | undefined, key?: string | undefined];
type Answer = Readonly<{ status: number; replayed: string | null; body: Record<string, unknown> }>;

async function send([method, path, body, key]: Step): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(body && { 'Content-Type': 'application/json' }), ...(key && { 'Idempotency-Key': key }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  // These differ in each answer.
  const { request_id: _, instance: __, ...rest } = (await response.json()) as Record<string, unknown>;
  return { status: response.status, replayed: response.headers.get('idempotent-replayed'), body: rest };
}

const post = (path: string, body: object | undefined, key?: string): Step => ['POST', path, body, key];
const pay = (key: string, more: object = {}) =>
  post('/v1/payments', { amount: '100.00', currency: 'USD', ...more }, key);
const order = (order_id: number, amount: number, more: object = {}) =>
  post('/payments/', { order_id, amount, ...more });
const charge = (trip_id: number, idempotency_key: string) =>
  post('/v1/payments/charge', { trip_id, idempotency_key, method: 'CARD' });

describe('after an export, a reset and an import', () => {
  it('every request gets the same answer or refusal as before', async () => {
    const made = async (step: Step) => String((await send(step)).body.payment_id);
    const [partly, wholly, several] = [
      await made(pay('partly')),
      await made(pay('wholly')),
      await made(pay('several')),
    ];
    const [captured, cancelled, authorized] = [
      await made(pay('captured', { capture: false })),
      await made(pay('cancelled', { capture: false })),
      await made(pay('authorized', { capture: false, metadata: { note: '=1+1' }, order_id: 'o-1' })),
    ];
    const inPart = await made(pay('in-part', { capture: false }));
    const undone = await made(pay('undone', { payment_method: 'pm_refund_declined' }));
    const refund = (id: string, idempotency_key: string, amount?: string) =>
      post(`/v1/payments/${id}/refund`, { idempotency_key, ...(amount && { amount }) });
    for (const step of [
      refund(partly, 'r-60', '60.00'),
      refund(wholly, 'r-all'),
      ...['10.00', '20.00', '70.00'].map((amount, index) => refund(several, `r-${index}`, amount)),
      post(`/v1/payments/${captured}/capture`, {}),
      post(`/v1/payments/${inPart}/capture`, { amount: '60.00' }),
      post(`/v1/payments/${cancelled}/cancel`, {}),
      // More than stay in the payment's item.
      ...Array.from({ length: 23 }, (_, index) => refund(undone, `declined-${index}`, '1.00')),
      order(501, 10.99),
      order(502, 5, { payment_method: 'pm_declined' }),
      order(502, 6, { payment_method: 'pm_declined' }),
      order(503, 0),
      pay('declined', { payment_method: 'pm_declined' }),
      pay('no-funds', { payment_method: 'pm_insufficient_funds' }),
      charge(1, 'trip-1-first'),
      charge(1, 'trip-1-second'),
    ]) {
      expect((await send(step)).status, JSON.stringify(step)).toBeLessThan(500);
    }

    const probes: readonly Step[] = [
      // Refunds: never more than remains, and one refund per key.
      refund(partly, 'r-new', '40.01'),
      refund(partly, 'r-60', '60.00'),
      refund(partly, 'r-60', '61.00'),
      refund(wholly, 'r-new', '0.01'),
      refund(wholly, 'r-all'),
      refund(several, 'r-1', '20.00'),
      refund(several, 'r-new'),
      refund(inPart, 'r-new', '60.01'),
      ...[0, 1, 22].map((index) => refund(undone, `declined-${index}`, '1.00')),
      refund(undone, 'declined-0', '2.00'),
      refund(cancelled, 'r-new'),
      refund(authorized, 'r-new'),
      // Closed authorizations stay closed.
      post(`/v1/payments/${captured}/cancel`, {}),
      post(`/v1/payments/${cancelled}/capture`, {}),
      // A paid order stays paid.
      order(501, 11),
      order(501, 10.99),
      // Keys: the same request gets the same payment, another request is refused.
      pay('partly'),
      pay('partly', { amount: '1.00' }),
      pay('cancelled', { capture: false }),
      pay('authorized', { capture: false, order_id: 'o-1' }),
      pay('authorized', { capture: false, order_id: 'o-2' }),
      pay('declined', { payment_method: 'pm_declined' }),
      pay('declined', { payment_method: 'pm_insufficient_funds' }),
      pay('no-funds', { payment_method: 'pm_insufficient_funds' }),
      // A paid trip stays paid.
      charge(1, 'trip-1-first'),
      charge(1, 'trip-1-second'),
      ['GET', '/v1/idempotency-keys/cancelled', undefined],
      ['GET', `/v1/payments/${several}/receipt`, undefined],
      ['GET', `/v1/payments/${authorized}`, undefined],
    ];
    const answers = async () => {
      const all: [Step, Answer][] = [];
      for (const step of probes) all.push([step, await send(step)]);
      return all;
    };
    const before = await answers();
    expect(before.filter(([, { status }]) => status >= 400 && status !== 402)).toHaveLength(15);
    await throughAFile('rules.csv');
    expect(await answers()).toEqual(before);
    expect(before.filter(([, { status, replayed }]) => status === 402 && replayed === 'true').length).toBeGreaterThan(
      3,
    );
  });

  it('an order whose imported payment has its own id stays paid', async () => {
    await tool('seed');
    const again = order(101, 1);
    const before = await send(again);
    expect(before.body.code).toBe('order_already_paid');
    await throughAFile('seeded.csv');
    expect(await send(again)).toEqual(before);
  });
});
