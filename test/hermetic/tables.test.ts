import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables, deleteTables, emptyTable } from '../../hermetic/engine/tables.ts';
import { clientOf, ordersTable } from './test-tables.ts';

const { TableName } = ordersTable;
let engine: Engine;
let client: DynamoDBClient;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  client = clientOf(engine);
  await createTables(client, [ordersTable]);
});
beforeEach(() => emptyTable(client, TableName));
afterAll(() => engine.stop());

const put = (id: string, name: string) =>
  client.send(new PutItemCommand({ TableName, Item: { id: { S: id }, name: { S: name } } }));
const count = async () => (await client.send(new ScanCommand({ TableName, Select: 'COUNT' }))).Count;

describe('creating tables', () => {
  it('does not change existing tables', async () => {
    await put('1', 'mine');
    await createTables(client, [ordersTable]);
    expect(await count()).toBe(1);
  });

  it('refuses a table that exists with other indexes', async () => {
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
    await expect(createTables(client, [other])).rejects.toThrow('Table orders exists with other keys or indexes');
  });
});

describe('deleting tables', () => {
  it('goes on when one of them is missing, so that a reset repairs what a failed one left', async () => {
    const missing = { ...ordersTable, TableName: 'never-created' };
    await createTables(client, [ordersTable]);
    expect(await deleteTables(client, [missing, ordersTable])).toEqual({ 'never-created': 0, orders: 0 });
    await createTables(client, [ordersTable]);
  });
});

describe('emptying a table', () => {
  it('deletes every item, even of more than one batch', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, id) => put(String(id), 'x')));
    expect(await emptyTable(client, TableName)).toBe(60);
    expect(await count()).toBe(0);
  });

  it('retries unprocessed items', async () => {
    await Promise.all(['1', '2', '3'].map((id) => put(id, 'x')));
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
    expect(await emptyTable(reluctant, TableName)).toBe(3);
    expect([refused, await count()]).toEqual([1, 0]);
  });
});
