import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { requiredEnv } from '../env.ts';
import type { Io } from '../io.ts';
import { attempted, type Item } from './dynamo.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

export type CountersTable = ReturnType<typeof counters>;

/** What became of a count: done; some were counted before (their ids); or another transaction was at it. */
export type Counted = 'done' | 'busy' | ReadonlySet<string>;

/** Counters, each raised once per event: the event's own marker is in the same transaction. */
export function counters({ send }: Pick<Io, 'send'>) {
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
        await attempted(send(new TransactWriteCommand({ TransactItems: [...markers, ...raises] })));
        return 'done';
      } catch (error) {
        if (error instanceof TransactionInProgressException) return 'busy';
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
        const known = eventIds.filter((_, index) => codes[index] === 'ConditionalCheckFailed');
        if (known.length > 0) return new Set(known);
        if (codes.every((code) => code === 'None' || busyCodes.has(code ?? ''))) return 'busy';
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
        const page = new QueryCommand({ ...query, ConsistentRead: true, ExclusiveStartKey });
        const { Items = [], LastEvaluatedKey } = await attempted(send(page));
        for (const { sort, amount } of Items) found.set(String(sort), BigInt(amount));
        ExclusiveStartKey = LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    },
  };
}

/** Of these, the SDK sends no transaction again by itself. */
const busyCodes = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
