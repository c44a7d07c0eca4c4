import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  paginateScan,
  ResourceInUseException,
  ResourceNotFoundException,
  type TableDescription,
  type WriteRequest,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { CommandRefusal } from '../process/command.ts';

/** Creates the tables that do not exist. Throws Refusal if one exists with other keys or indexes. */
export async function createTables(client: DynamoDBClient, tables: readonly CreateTableCommandInput[]): Promise<void> {
  await Promise.all(tables.map((table) => createTable(client, table)));
}

async function createTable(client: DynamoDBClient, table: CreateTableCommandInput): Promise<void> {
  const { TableName } = table;
  try {
    const { TableDescription } = await client.send(new CreateTableCommand(table));
    if (TableDescription?.TableStatus === 'ACTIVE') return;
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    if (keySchemaOf(Table) !== keySchemaOf(table)) {
      throw new CommandRefusal(
        `Table ${TableName} exists with other keys or indexes than its template declares: start with another data directory, or without one.`,
        1,
      );
    }
  }
}

/** Keys and indexes of a table, in a form that can be compared. */
function keySchemaOf(table: CreateTableCommandInput | TableDescription | undefined): string {
  const keys = [
    { IndexName: '', KeySchema: table?.KeySchema },
    ...(table?.GlobalSecondaryIndexes ?? []),
    ...(table?.LocalSecondaryIndexes ?? []),
  ].map(({ IndexName, KeySchema = [] }) =>
    [IndexName, ...KeySchema.map((key) => `${key.KeyType}=${key.AttributeName}`)].join(' '),
  );
  return keys.toSorted((a, b) => (a < b ? -1 : 1)).join('\n');
}

/** Deletes tables, which is faster on this machine than emptying them. Resolves with the number of items each had. */
export async function deleteTables(
  client: DynamoDBClient,
  tables: readonly CreateTableCommandInput[],
): Promise<Record<string, number>> {
  const counts = tables.map(async ({ TableName = '' }) => [TableName, await deleteTable(client, TableName)] as const);
  return Object.fromEntries(await Promise.all(counts));
}

/** A table that is missing counts as deleted, so that a reset also repairs what a failed one left. */
async function deleteTable(client: DynamoDBClient, TableName: string): Promise<number> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    await client.send(new DeleteTableCommand({ TableName }));
    return Table?.ItemCount ?? 0;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return 0;
    throw error;
  }
}

/** Deletes every item but keeps the table. Resolves with the number of items. */
export async function emptyTable(client: DynamoDBClient, tableName: string): Promise<number> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  const keyNames = (Table?.KeySchema ?? []).map(({ AttributeName = '' }) => AttributeName);
  const scan = {
    TableName: tableName,
    ProjectionExpression: keyNames.map((_, index) => `#k${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(keyNames.map((name, index) => [`#k${index}`, name])),
  };
  let deleted = 0;
  for await (const { Items = [] } of paginateScan({ client }, scan)) {
    await writeAll(
      client,
      tableName,
      Items.map((Key) => ({ DeleteRequest: { Key } })),
    );
    deleted += Items.length;
  }
  return deleted;
}

/** DynamoDB's limit for one BatchWriteItem. */
const batchSize = 25;
const batchesAtOnce = 8;

/** Puts or deletes items, unconditionally and in no particular order. */
export async function writeAll(
  client: DynamoDBClient,
  tableName: string,
  requests: readonly WriteRequest[],
): Promise<void> {
  const batches: WriteRequest[][] = [];
  for (let from = 0; from < requests.length; from += batchSize) batches.push(requests.slice(from, from + batchSize));
  const next = async (): Promise<void> => {
    const batch = batches.shift();
    if (batch === undefined) return;
    await writeBatch(client, tableName, batch);
    return next();
  };
  await Promise.all(Array.from({ length: batchesAtOnce }, next));
}

/** Retries unprocessed items with backoff until all are written. */
async function writeBatch(client: DynamoDBClient, tableName: string, requests: WriteRequest[]): Promise<void> {
  let left = requests;
  for (let pauseMs = 25; left.length > 0; pauseMs = Math.min(2 * pauseMs, 2_000)) {
    if (left !== requests) await sleep(pauseMs);
    const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: left } }));
    left = UnprocessedItems?.[tableName] ?? [];
  }
}
