import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables, emptyTable } from '../../hermetic/engine/tables.ts';
import type { StageTables } from '../../lib/table-name.ts';
import type { Payment } from '../../src/domain/payment.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { atStart, type BackfillPosition, backfillPage } from '../../tools/data/backfill-events.ts';
import { clientOf, ordersTable } from '../hermetic/test-tables.ts';
import { payment, processingPayment } from '../support/payments.ts';
import { wholeItem } from '../support/stream.ts';

const tables: StageTables = {
  events: 'events',
  payments: 'payments',
  orders: 'orders',
  users: 'users',
  projections: 'projections',
};
const used = [tables.events, tables.payments, tables.projections];
let engine: Engine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  client = clientOf(engine);
  const sorted = {
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'id', KeyType: 'HASH' },
      { AttributeName: 'sort', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['id', 'sort'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
  } as const;
  await createTables(client, [
    { ...ordersTable, TableName: tables.payments },
    ...[tables.events, tables.projections].map((TableName) => ({
      TableName,
      ...sorted,
      KeySchema: [...sorted.KeySchema],
    })),
  ]);
});
beforeEach(async () => {
  await Promise.all(used.map((name) => emptyTable(client, name)));
});
afterAll(() => engine.stop());

const now = Date.parse('2026-11-21T12:00:00.000Z');
const put = (TableName: string, item: Item) => client.send(new PutItemCommand({ TableName, Item: marshalled(item) }));
const keep = (one: Payment) => put(tables.payments, { ...wholeItem(one), id: one.id });
const mark = (kind: string, ...events: readonly string[]) =>
  Promise.all(events.map((sort) => put(tables.projections, { id: kind, sort, expires_at: 1 })));

/** Whether each recorded event is quiet, by its id. */
async function recorded(): Promise<Record<string, boolean>> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tables.events }));
  const events = Items.map(unmarshalled).map(({ id, sort, quiet }) => [`${id}:${sort}`, quiet === true] as const);
  return Object.fromEntries(events.sort());
}

async function backfill(perPage?: number): Promise<BackfillPosition> {
  let position: BackfillPosition = { next: undefined, counts: atStart };
  do {
    const stage = { client, tables, indexShards: 1, now, ...(perPage !== undefined && { perPage }) };
    position = await backfillPage(position, stage);
  } while (position.next !== undefined);
  return position;
}

const old = { id: 'old', createdAt: '2026-11-01T11:00:00.123Z', settledAt: '2026-11-01T11:00:01.456Z' };

describe('npm run events -- backfill', () => {
  it('creates the events of an old payment, which are no news', async () => {
    await keep(payment(old));
    await put(tables.payments, { id: 'trip#7', payment_id: 'old' });
    expect((await backfill()).counts).toEqual({ payments: 1, created: 2, present: 0, left: 0 });
    expect(await recorded()).toEqual({ 'old:payment.begun#0': true, 'old:payment.completed#0': true });
  });

  it('leaves a recent event that nobody counted to project-payments, which counts it', async () => {
    await keep(processingPayment({ id: 'new' }));
    expect((await backfill()).counts).toEqual({ payments: 1, created: 0, present: 0, left: 1 });
    expect(await recorded()).toEqual({});
  });

  it('lets an event of today be delivered that was counted, and not delivered', async () => {
    await keep(payment({ id: 'a' }));
    await mark('counted', 'a:payment.begun:0', 'a:payment.completed:0');
    await keep(payment({ id: 'b' }));
    await mark('counted', 'b:payment.begun:0', 'b:payment.completed:0');
    await mark('notified', 'b:payment.completed:0');
    await backfill();
    expect(await recorded()).toEqual({
      'a:payment.begun#0': false,
      'a:payment.completed#0': false,
      'b:payment.begun#0': false,
      'b:payment.completed#0': true,
    });
  });

  it('is quiet about imported payments', async () => {
    await keep(payment({ id: 'imported', settledBy: 'import' }));
    await backfill();
    expect(Object.values(await recorded())).toEqual([true, true]);
  });

  it('goes page by page, and changes nothing the second time', async () => {
    for (const id of ['old1', 'old2', 'old3']) await keep(payment({ ...old, id }));
    expect((await backfill(1)).counts).toEqual({ payments: 3, created: 6, present: 0, left: 0 });
    const before = await recorded();
    expect((await backfill(2)).counts).toEqual({ payments: 3, created: 0, present: 6, left: 0 });
    expect(await recorded()).toEqual(before);
  });
});
