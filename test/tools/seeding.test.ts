import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { recreateTables } from '../../hermetic/engine/recreate-tables.ts';
import { createTables, emptyTable } from '../../hermetic/engine/tables.ts';
import type { StageTables } from '../../lib/table-name.ts';
import { seedItems } from '../../tools/seed/seed-data.ts';
import { seedTables } from '../../tools/seed/seeding.ts';
import { clientOf, ordersTable } from '../hermetic/test-tables.ts';

const tables: StageTables = {
  events: 'events',
  payments: 'payments',
  orders: 'orders',
  users: 'users',
  projections: 'projections',
  webhooks: 'webhooks',
};
const definitions = Object.values(tables).map((TableName) => ({ ...ordersTable, TableName }));
let engine: Engine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  client = clientOf(engine);
  await createTables(client, definitions);
});
beforeEach(() => recreateTables(client, definitions, undefined));
afterAll(() => engine.stop());

const put = (TableName: string, id: string, name: string) =>
  client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, name: { S: name } } }));
const count = async (TableName: string) => (await client.send(new ScanCommand({ TableName, Select: 'COUNT' }))).Count;

describe('seeding', () => {
  it('writes absent items only', async () => {
    await put('users', '1', 'changed since');
    const { users, orders, payments } = seedItems();
    expect(await seedTables(client, tables)).toEqual({
      users: { written: users.length - 1, kept: 1 },
      orders: { written: orders.length, kept: 0 },
      payments: { written: payments.filter(({ status }) => status !== undefined).length, kept: 0 },
    });
    const sent = vi.spyOn(client, 'send');
    const again = await seedTables(client, tables);
    expect(again.orders).toEqual({ written: 0, kept: orders.length });
    expect(sent.mock.calls.filter(([command]) => command instanceof PutItemCommand)).toEqual([]);
    sent.mockRestore();
    expect(await count('users')).toBe(users.length);
  });

  it('fills empty tables with the same items', async () => {
    const all = async () => (await client.send(new ScanCommand({ TableName: 'payments' }))).Items;
    await seedTables(client, tables);
    const one = await all();
    await emptyTable(client, 'payments');
    const { payments } = await seedTables(client, tables, { areEmpty: true });
    expect(payments).toEqual({ written: one?.filter(({ status }) => status !== undefined).length, kept: 0 });
    expect(await all()).toEqual(one);
  });

  it.each(['users', 'orders'] as const)('creates %s 1 to 10 in the order of their creation times', (table) => {
    const items = seedItems()[table];
    expect(items.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    const sorted = items.map((item) => String(item.time_sort));
    expect(sorted.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(sorted);
    expect(sorted[9]).toBe(`${String(items[9]?.created_at)}#10`);
  });
});
