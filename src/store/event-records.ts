import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { balancesOf, mergedLines } from '../domain/ledger.ts';
import { dayAt, dayOf, eventId, lateSince, type RecordedEvent } from '../domain/recorded-event.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, Query, TransactWriteItems } from '../runtime/operations.ts';
import { balanceAdditions } from './balance-additions.ts';
import { counterShards, raisesOf, type TransactionWrites } from './counters.ts';
import { attempted } from './dynamo.ts';
import { eventItemOf, isListedByDay, postedAt } from './event-item.ts';
import { indexShards } from './index-shards.ts';
import { sealKey } from './seal-key.ts';

const TableName = requiredEnv('EVENTS_TABLE');
const projections = requiredEnv('PROJECTIONS_TABLE');

export type EventRecords = ReturnType<typeof eventRecords>;

/** Result of a record: done; some events were recorded before (their ids); or another transaction was in the way. */
export type RecordResult = 'done' | 'busy' | ReadonlySet<string>;

const readsAtOnce = 10;

/**
 * Writes events. An event is its own deduplication marker: it is put if absent, in the transaction that raises its counters and
 * changes the balances by its lines.
 */
export function eventRecords(
  { send, newId, random, now }: Pick<Io, 'send' | 'newId' | 'random' | 'now'>,
  shards = counterShards,
) {
  async function recordDated(
    events: readonly RecordedEvent[],
    raised: ReadonlyMap<string, bigint>,
  ): Promise<RecordResult> {
    const puts = events.map((event) => ({
      Put: { TableName, Item: eventItemOf(event, indexShards), ConditionExpression: 'attribute_not_exists(id)' },
    }));
    const checks = openDayChecks(events, dayAt(now()));
    const shard = shards === 1 ? 0 : Math.floor(random() * shards);
    const balances = balancesOf(mergedLines(events.flatMap(({ lines }) => lines)));
    const TransactItems = [...puts, ...checks, ...raisesOf(raised, shard), ...balanceAdditions(balances, shard)];
    try {
      // ClientRequestToken makes the retries of this transaction idempotent.
      await attempted(send(new TransactWriteItems({ TransactItems, ClientRequestToken: newId() })));
      return 'done';
    } catch (error) {
      if (error instanceof TransactionInProgressException) return 'busy';
      if (!(error instanceof TransactionCanceledException)) throw error;
      const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? '');
      const isFailed = (index: number) => codes[index] === 'ConditionalCheckFailed';
      const known = events.filter((_, index) => isFailed(index)).map(eventId);
      if (known.length > 0) return new Set(known);
      if (checks.some((_, index) => isFailed(puts.length + index))) return recordDated(events.map(datedToday), raised);
      if (codes.every((code) => code === 'None' || busyCodes.has(code))) return 'busy';
      throw error;
    }
  }

  const dated = (event: RecordedEvent): RecordedEvent => ({ ...event, postedAt: lateSince(event.at, now()) });
  const datedToday = (event: RecordedEvent): RecordedEvent =>
    dayOf(postedAt(event)) < dayAt(now()) ? { ...event, postedAt: new Date(now()).toISOString() } : event;

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
    /**
     * Records events, raises what they count for and changes the balances, if none of them was recorded before. At most 99 of all
     * of these. An event whose day is sealed is posted to the present one.
     */
    record: (events: readonly RecordedEvent[], raised: ReadonlyMap<string, bigint>): Promise<RecordResult> =>
      recordDated(events.map(dated), raised),

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

/**
 * Conditions that the past days of events are not sealed. The seals of a day are written together, so one stands for all. The
 * present day needs no condition: nothing seals it.
 */
function openDayChecks(events: readonly RecordedEvent[], today: string): TransactionWrites {
  const days = new Set(events.filter(isListedByDay).map((event) => dayOf(postedAt(event))));
  return [...days]
    .filter((day) => day < today)
    .map((day) => ({
      ConditionCheck: { TableName, Key: sealKey(day, 0), ConditionExpression: 'attribute_not_exists(id)' },
    }));
}

/** The client retries no transaction that was cancelled for these. */
const busyCodes = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
