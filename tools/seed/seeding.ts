import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { transactAll } from '../../hermetic/engine/transactions.ts';
import type { TableName } from '../../lib/table-definitions.ts';
import type { StageTables } from '../../lib/table-name.ts';
import { itemsById } from '../data/items-by-id.ts';
import type { TableItem } from '../data/payment-items.ts';
import { seedItems } from './seed-data.ts';

export type SeedCounts = Readonly<Record<TableName, Readonly<{ written: number; kept: number }>>>;

/** Concurrent conditional writes. */
const putsAtOnce = 32;

/**
 * Writes the seed data into a stage's tables. Existing items are not changed, so seeding is idempotent. Tables on this
 * machine that are known to be empty are filled with unconditional transactions, which is faster.
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

/** Whether an item is a user, an order or a payment, rather than one that leads to a payment. */
const isEntry = (item: TableItem) => !('payment_id' in item);

/** One line of text per table. */
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

/** Writes the absent items and returns them. Reads first what is there: a write that is refused costs as much as one that is not. */
async function putNew(
  client: DynamoDBClient,
  table: string,
  items: readonly TableItem[],
): Promise<readonly TableItem[]> {
  const written: TableItem[] = [];
  const ids = items.map(({ id }) => String(id));
  const present = new Set<unknown>();
  for await (const { id } of itemsById(client, table, ids)) present.add(id);
  const left = items.filter(({ id }) => !present.has(id)).values();
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
