import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Seal } from '../domain/seal.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, Query, TransactWriteItems } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { dayPartition } from './event-item.ts';
import { indexShards } from './index-shards.ts';
import type { Item } from './item.ts';
import { itemsOf } from './pages.ts';
import { sealItemOf, sealOf } from './seal-item.ts';
import { sealKey, sealPartition } from './seal-key.ts';

const TableName = requiredEnv('EVENTS_TABLE');

export type Seals = ReturnType<typeof seals>;

/** Seals of days, each a chain of its shard; and the items of a day, which a seal commits to. */
export function seals({ send, newId }: Pick<Io, 'send' | 'newId'>, shards = indexShards) {
  async function get(day: string, shard: number): Promise<Seal | undefined> {
    const { Item } = await attempted(send(new GetItem({ TableName, Key: sealKey(day, shard), ConsistentRead: true })));
    return Item && sealOf(Item);
  }

  return {
    get,
    shards,

    /** The seals of a day, by shard; empty if it is not sealed. */
    async ofDay(day: string): Promise<readonly Seal[]> {
      const found = await Promise.all(Array.from({ length: shards }, (_, shard) => get(day, shard)));
      return found.filter((seal) => seal !== undefined);
    },

    /** The last seal of a shard. */
    async latest(shard: number): Promise<Seal | undefined> {
      const query = new Query({
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': sealPartition(shard) },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: 1,
      });
      const { Items = [] } = await attempted(send(query));
      return Items[0] && sealOf(Items[0]);
    },

    /** Writes the seals of all shards of a day in one transaction. Resolves with false if the day is sealed already. */
    async write(all: readonly Seal[]): Promise<boolean> {
      const TransactItems = all.map((seal) => ({
        Put: { TableName, Item: sealItemOf(seal), ConditionExpression: 'attribute_not_exists(id)' },
      }));
      try {
        await attempted(send(new TransactWriteItems({ TransactItems, ClientRequestToken: newId() })));
        return true;
      } catch (error) {
        const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
        if (reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return false;
        throw error;
      }
    },

    /** Every item of a day and shard, the oldest first. */
    itemsOf: (day: string, shard: number): AsyncGenerator<Item, void> =>
      itemsOf(
        {
          TableName,
          IndexName: 'by-day',
          KeyConditionExpression: '#day = :day',
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: { ':day': dayPartition(day, shard) },
        },
        { send },
      ),
  };
}
