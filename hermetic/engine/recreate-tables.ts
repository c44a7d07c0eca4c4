import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { deleteStreamRecords } from './stream-records.ts';
import { createTables, deleteTables } from './tables.ts';

/** Deletes tables with their items and stream records, and creates them again. Resolves with the number of items each had. */
export async function recreateTables(
  client: DynamoDBClient,
  tables: readonly CreateTableCommandInput[],
  /** Data directory of the embedded engine; undefined for another one, whose stream records end with the table. */
  databaseFile: string | undefined,
): Promise<Record<string, number>> {
  const deleted = await deleteTables(client, tables);
  if (databaseFile !== undefined) deleteStreamRecords(databaseFile);
  await createTables(client, tables);
  return deleted;
}
