import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { Query, TransactWriteItems } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import type { Item } from './item.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

export type CountersTable = ReturnType<typeof counters>;

/** Result of a count: done; some were counted before (their ids); or another transaction was in the way. */
export type Counted = 'done' | 'busy' | ReadonlySet<string>;

/** Counters, each raised once per event: the event's own marker is in the same transaction. */
export function counters({ send, newId }: Pick<Io, 'send' | 'newId'>) {
  return {
    /** Raises counters by what events count for, if none of the events was counted before. At most 100 of both. */
    async count(eventIds: readonly string[], raised: ReadonlyMap<string, bigint>, expiresAt: number): Promise<Counted> {
      const markers = eventIds.map((sort) => ({
        Put: {
          TableName,
          Item: { id: 'counted', sort, expires_at: expiresAt },
          ConditionExpression: 'attribute_not_exists(id)',
        },
      }));
      const raises = [...raised].map(([sort, amount]) => ({
        Update: {
          TableName,
          Key: { id: 'metrics', sort },
          UpdateExpression: 'ADD amount :amount',
          ExpressionAttributeValues: { ':amount': amount },
        },
      }));
      try {
        // The same for every try of this one: what was done, and sent again because nobody heard so, is done.
        const once = { ClientRequestToken: newId() };
        await attempted(send(new TransactWriteItems({ TransactItems: [...markers, ...raises], ...once })));
        return 'done';
      } catch (error) {
        if (error instanceof TransactionInProgressException) return 'busy';
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? '');
        const known = eventIds.filter((_, index) => codes[index] === 'ConditionalCheckFailed');
        if (known.length > 0) return new Set(known);
        if (codes.every((code) => code === 'None' || busyCodes.has(code))) return 'busy';
        throw error;
      }
    },

    /** All counters, read consistently. */
    async all(): Promise<ReadonlyMap<string, bigint>> {
      const found = new Map<string, bigint>();
      let ExclusiveStartKey: Item | undefined;
      do {
        const query = {
          TableName,
          KeyConditionExpression: 'id = :id',
          ExpressionAttributeValues: { ':id': 'metrics' },
        };
        const page = new Query({ ...query, ConsistentRead: true, ExclusiveStartKey });
        const { Items = [], LastEvaluatedKey } = await attempted(send(page));
        for (const { sort, amount } of Items) found.set(String(sort), BigInt(amount));
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    },
  };
}

/** A transaction that was cancelled for these is sent again by nobody but us. */
const busyCodes = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
