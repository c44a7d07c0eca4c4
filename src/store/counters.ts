import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import type { Item } from './item.ts';
import { allOf } from './pages.ts';
import type { TransactionWrites } from './transaction-writes.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

/** Items that each counter is spread over. Never lower it: what the dropped items counted would be missing. */
export const counterShards = Number(requiredEnv('COUNTER_SHARDS'));

/** The first shard has the key that counters had before there were several. */
const partitionOf = (shard: number): string => (shard === 0 ? 'metrics' : `metrics#${shard}`);

/** Writes that raise counters. They belong into the transaction that records the events they count. */
export const raisesOf = (raised: ReadonlyMap<string, bigint>, shard: number): TransactionWrites =>
  additions(partitionOf(shard), raised);

/** Writes that add amounts to items of one partition, by their sort keys. */
export const additions = (id: string, amounts: ReadonlyMap<string, bigint>): TransactionWrites =>
  [...amounts].map(([sort, amount]) => ({
    Update: {
      TableName,
      Key: { id, sort },
      UpdateExpression: 'ADD amount :amount',
      ExpressionAttributeValues: { ':amount': amount },
    },
  }));

/** Reads the counters, which the recording of events raises. */
export function counters({ send }: Pick<Io, 'send'>, shards = counterShards) {
  const ofShard = (shard: number): Promise<readonly Item[]> =>
    allOf(
      {
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': partitionOf(shard) },
        ConsistentRead: true,
      },
      { send },
    );

  return {
    /** All counters, read consistently and summed over their shards. */
    async all(): Promise<ReadonlyMap<string, bigint>> {
      const sums = new Map<string, bigint>();
      const items = await Promise.all(Array.from({ length: shards }, (_, shard) => ofShard(shard)));
      for (const { sort, amount } of items.flat()) {
        sums.set(String(sort), (sums.get(String(sort)) ?? 0n) + BigInt(amount as number | bigint));
      }
      return sums;
    },
  };
}
