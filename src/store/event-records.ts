import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { eventId, type RecordedEvent } from '../domain/recorded-event.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, Query, TransactWriteItems } from '../runtime/operations.ts';
import { counterShards, raisesOf } from './counters.ts';
import { attempted } from './dynamo.ts';
import { eventItemOf } from './event-item.ts';
import { indexShards } from './index-shards.ts';

const TableName = requiredEnv('EVENTS_TABLE');
const projections = requiredEnv('PROJECTIONS_TABLE');

export type EventRecords = ReturnType<typeof eventRecords>;

/** Result of a record: done; some events were recorded before (their ids); or another transaction was in the way. */
export type Recorded = 'done' | 'busy' | ReadonlySet<string>;

const readsAtOnce = 10;

/** Writes events. An event is its own deduplication marker: it is put if absent, in the transaction that raises its counters. */
export function eventRecords({ send, newId, random }: Pick<Io, 'send' | 'newId' | 'random'>, shards = counterShards) {
  async function hasMarkers(): Promise<boolean> {
    const query = {
      TableName: projections,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': 'counted' },
    };
    const { Items = [] } = await attempted(send(new Query({ ...query, ConsistentRead: true, Limit: 1 })));
    return Items.length > 0;
  }

  async function isMarked(sort: string): Promise<boolean> {
    const Key = { id: 'counted', sort };
    const read = new GetItem({ TableName: projections, Key, ConsistentRead: true });
    const { Item } = await attempted(send(read));
    return Item !== undefined;
  }

  return {
    /** Records events and raises what they count for, if none of them was recorded before. At most 100 of both. */
    async record(events: readonly RecordedEvent[], raised: ReadonlyMap<string, bigint>): Promise<Recorded> {
      const puts = events.map((event) => ({
        Put: { TableName, Item: eventItemOf(event, indexShards), ConditionExpression: 'attribute_not_exists(id)' },
      }));
      const shard = shards === 1 ? 0 : Math.floor(random() * shards);
      // ClientRequestToken makes the retries of this transaction idempotent.
      const once = { ClientRequestToken: newId() };
      try {
        const TransactItems = [...puts, ...raisesOf(raised, shard)];
        await attempted(send(new TransactWriteItems({ TransactItems, ...once })));
        return 'done';
      } catch (error) {
        if (error instanceof TransactionInProgressException) return 'busy';
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? '');
        const known = events.filter((_, index) => codes[index] === 'ConditionalCheckFailed').map(eventId);
        if (known.length > 0) return new Set(known);
        if (codes.every((code) => code === 'None' || busyCodes.has(code))) return 'busy';
        throw error;
      }
    },

    /**
     * Those of some events that a release before the events table counted: it kept a marker for each, for seven days. Where no
     * marker is left, that costs one query.
     */
    async countedBefore(ids: readonly string[]): Promise<ReadonlySet<string>> {
      const found = new Set<string>();
      if (ids.length === 0 || !(await hasMarkers())) return found;
      for (let from = 0; from < ids.length; from += readsAtOnce) {
        const group = ids.slice(from, from + readsAtOnce);
        const marked = await Promise.all(group.map(isMarked));
        for (const [index, id] of group.entries()) if (marked[index]) found.add(id);
      }
      return found;
    },
  };
}

/** The client retries no transaction that was cancelled for these. */
const busyCodes = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
