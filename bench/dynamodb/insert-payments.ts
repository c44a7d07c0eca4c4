import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { transactAll } from '../../hermetic/engine/transactions.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import { timeIndex } from '../../src/store/time-index.ts';
import { seedItems } from '../../tools/seed/seed-data.ts';

const firstCreated = Date.parse('2026-02-01T00:00:00.000Z');
const itemsAtOnce = 5_000;

type Insertion = Readonly<{ from: number; to: number; shards: number; progress?: (done: number) => void }>;

/** Inserts decided payments, created one second apart and distributed over the shards. */
export async function insertPayments(
  client: DynamoDBClient,
  tableName: string,
  { from, to, shards, progress }: Insertion,
): Promise<void> {
  const [model] = seedItems().payments;
  for (let first = from; first < to; first += itemsAtOnce) {
    const count = Math.min(itemsAtOnce, to - first);
    const requests = Array.from({ length: count }, (_, index) => {
      const id = insertedId(first + index);
      const created_at = new Date(firstCreated + (first + index) * 1_000).toISOString();
      const item = { ...model, id, created_at, ...timeIndex(id, created_at, shards), trip_index: undefined };
      return { PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } };
    });
    await transactAll(client, tableName, requests);
    progress?.(first + count);
  }
}

/** Derived by hashing, like the ids of real payments, so that they distribute evenly over shards. */
export const insertedId = (number: number): string => paymentIdOfOrder(`stock-${number}`);
