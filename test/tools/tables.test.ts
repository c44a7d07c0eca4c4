import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables, emptyTable } from '../../hermetic/engine/tables.ts';
import type { StageTables } from '../../lib/table-name.ts';
import { seedItems } from '../../tools/seed/seed-data.ts';
import { seedTables } from '../../tools/seed/seeding.ts';
import { clientOf, ordersTable } from './tables-of-tests.ts';

const tables: StageTables = { payments: 'payments', orders: 'orders', users: 'users', projections: 'projections' };
let engine: Engine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  client = clientOf(engine);
  await createTables(
    client,
    Object.values(tables).map((TableName) => ({ ...ordersTable, TableName })),
  );
});
beforeEach(async () => {
  await Promise.all(Object.values(tables).map((name) => emptyTable(client, name)));
});
afterAll(() => engine.stop());

const put = (TableName: string, id: string, name: string) =>
  client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, name: { S: name } } }));
const count = async (TableName: string) => (await client.send(new ScanCommand({ TableName, Select: 'COUNT' }))).Count;

describe('creating tables', () => {
  it('leaves those that exist as they are', async () => {
    await put('orders', '1', 'mine');
    await createTables(client, [ordersTable]);
    expect(await count('orders')).toBe(1);
  });

  it('refuses one that exists with other indexes', async () => {
    const other = {
      ...ordersTable,
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-id',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' } as const],
          Projection: { ProjectionType: 'ALL' } as const,
        },
      ],
    };
    await expect(createTables(client, [other])).rejects.toThrow('Table orders was made with other keys or indexes');
  });
});

describe('emptying a table', () => {
  it('deletes every item, also of more than one batch', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, id) => put('orders', String(id), 'x')));
    expect(await emptyTable(client, 'orders')).toBe(60);
    expect(await count('orders')).toBe(0);
  });

  it('writes again what DynamoDB had no capacity for', async () => {
    await Promise.all(['1', '2', '3'].map((id) => put('orders', id, 'x')));
    let refused = 0;
    const reluctant = clientOf(engine);
    reluctant.middlewareStack.add(
      (next) => async (given) => {
        const { RequestItems } = given.input as { RequestItems?: Record<string, unknown[]> };
        if (refused > 0 || RequestItems === undefined) return next(given);
        refused += 1;
        const output = { $metadata: {}, UnprocessedItems: RequestItems } as never;
        return { output, response: {} };
      },
      { step: 'initialize' },
    );
    expect(await emptyTable(reluctant, 'orders')).toBe(3);
    expect([refused, await count('orders')]).toEqual([1, 0]);
  });
});

describe('seeding', () => {
  it('writes every item once, and changes none that is there', async () => {
    await put('users', '1', 'changed since');
    const { users, orders, payments } = seedItems();
    expect(await seedTables(client, tables)).toEqual({
      users: { written: users.length - 1, kept: 1 },
      orders: { written: orders.length, kept: 0 },
      payments: { written: payments.filter(({ status }) => status !== undefined).length, kept: 0 },
    });
    const again = await seedTables(client, tables);
    expect(again.orders).toEqual({ written: 0, kept: orders.length });
    expect(await count('users')).toBe(users.length);
  });

  it('fills tables that are empty with the same items', async () => {
    const all = async () => (await client.send(new ScanCommand({ TableName: 'payments' }))).Items;
    await seedTables(client, tables);
    const one = await all();
    await emptyTable(client, 'payments');
    const { payments } = await seedTables(client, tables, { areEmpty: true });
    expect(payments).toEqual({ written: one?.filter(({ status }) => status !== undefined).length, kept: 0 });
    expect(await all()).toEqual(one);
  });

  it.each(['users', 'orders'] as const)('has %s 1 to 10, in the order of their time', (table) => {
    const items = seedItems()[table];
    expect(items.map(({ id }) => id)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    const sorted = items.map((item) => String(item.time_sort));
    expect(sorted.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(sorted);
    expect(sorted[9]).toBe(`${String(items[9]?.created_at)}#10`);
  });
});
