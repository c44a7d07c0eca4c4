import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deleteStreamRecords } from './stream-records.ts';
import { createTables, deleteTables } from './tables.ts';

/** Deletes tables with all that is in them and in their streams, and makes them anew; gives the number of items they had. */
export async function recreateTables(
  client: DynamoDBClient,
  tables: readonly CreateTableCommandInput[],
  /** Database file of our own engine. */
  databaseFile: string | undefined,
): Promise<Record<string, number>> {
  const deleted = await deleteTables(client, tables);
  if (databaseFile !== undefined) deleteStreamRecords(databaseFile);
  await createTables(client, tables);
  return deleted;
}
