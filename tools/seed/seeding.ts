import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { transactAll } from '../../hermetic/engine/transactions.ts';
import type { TableName } from '../../lib/table-definitions.ts';
import type { StageTables } from '../../lib/table-name.ts';
import type { TableItem } from '../data/payment-items.ts';
import { seedItems } from './seed-data.ts';

export type SeedCounts = Readonly<Record<TableName, Readonly<{ written: number; kept: number }>>>;

/** Conditional writes on their way at once. */
const putsAtOnce = 32;

/**
 * Writes the seed data into a stage's tables. An item that is there already stays as it is, whatever became of it
 * since: seeding twice, or over data in use, changes nothing. Tables that are known to be empty, on this machine, are
 * filled without asking.
 */
export async function seedTables(
  client: DynamoDBClient,
  tables: StageTables,
  { areEmpty = false }: Readonly<{ areEmpty?: boolean }> = {},
): Promise<SeedCounts> {
  const fill = areEmpty ? putAll : putNew;
  const seeded = Object.entries(seedItems()).map(async ([table, items]) => {
    const name = table as TableName;
    const written = (await fill(client, tables[name], items)).filter(isEntry).length;
    return [name, { written, kept: items.filter(isEntry).length - written }] as const;
  });
  return Object.fromEntries(await Promise.all(seeded)) as SeedCounts;
}

/** A user, an order or a payment, as against an item that only leads to a payment. */
const isEntry = (item: TableItem) => !('payment_id' in item);

/** One line per table, for people. */
export function seedSummary(seeded: Partial<SeedCounts>): string[] {
  return Object.entries(seeded).map(
    ([table, { written, kept }]) => `  ${table}: ${written} written, ${kept} were there`,
  );
}

const wire = (item: TableItem) => marshall(item, { removeUndefinedValues: true });

async function putAll(
  client: DynamoDBClient,
  table: string,
  items: readonly TableItem[],
): Promise<readonly TableItem[]> {
  await transactAll(
    client,
    table,
    items.map((item) => ({ PutRequest: { Item: wire(item) } })),
  );
  return items;
}

/** Writes those that are absent, and gives them. */
async function putNew(
  client: DynamoDBClient,
  table: string,
  items: readonly TableItem[],
): Promise<readonly TableItem[]> {
  const written: TableItem[] = [];
  const left = items.values();
  const lane = async (): Promise<void> => {
    for (const item of left) if (await putIfAbsent(client, table, item)) written.push(item);
  };
  await Promise.all(Array.from({ length: putsAtOnce }, lane));
  return written;
}

async function putIfAbsent(client: DynamoDBClient, table: string, item: TableItem): Promise<boolean> {
  const condition = { ConditionExpression: 'attribute_not_exists(id)' };
  try {
    await client.send(new PutItemCommand({ TableName: table, Item: wire(item), ...condition }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
