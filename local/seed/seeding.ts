import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { TableName } from '../../lib/routes.ts';
import type { StageTables } from '../../lib/table-name.ts';
import { type Item, seedItems } from './seed-data.ts';

export type Seeded = Readonly<Record<TableName, Readonly<{ written: number; kept: number }>>>;

/**
 * Writes the seed data into a stage's tables. An item that is there already stays as it is, whatever became
 * of it since: seeding twice, or over data in use, changes nothing.
 */
export async function seedTables(client: DynamoDBClient, tables: StageTables): Promise<Seeded> {
  const seeded = Object.entries(seedItems()).map(async ([table, items]) => {
    const name = table as TableName;
    const outcomes = await Promise.all(items.map((item) => putNew(client, tables[name], item)));
    const written = outcomes.filter(Boolean).length;
    return [name, { written, kept: outcomes.length - written }] as const;
  });
  return Object.fromEntries(await Promise.all(seeded)) as Seeded;
}

/** One line per table, for people. */
export function seededLines(seeded: Partial<Seeded>): string[] {
  return Object.entries(seeded).map(
    ([table, { written, kept }]) => `  ${table}: ${written} written, ${kept} were there`,
  );
}

async function putNew(client: DynamoDBClient, table: string, item: Item): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: marshall(item, { removeUndefinedValues: true }),
        ConditionExpression: 'attribute_not_exists(id)',
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
