import { balancesOf, mergedLines } from '../domain/ledger.ts';
import type { RecordedEvent } from '../domain/recorded-event.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, Query } from '../runtime/operations.ts';
import { balanceAdditions } from './balance-additions.ts';
import { counterShards, raisesOf } from './counters.ts';
import { attempted } from './dynamo.ts';
import { type EventWriteResult, eventWrites } from './event-writes.ts';

const projections = requiredEnv('PROJECTIONS_TABLE');

export type EventRecords = ReturnType<typeof eventRecords>;

/** Nothing but an event that was recorded before refuses a record. */
export type RecordResult = Exclude<EventWriteResult, 'refused'>;

const readsAtOnce = 10;

/** Writes events of payments, in the transaction that raises their counters and changes the balances by their lines. */
export function eventRecords(
  { send, newId, random, now }: Pick<Io, 'send' | 'newId' | 'random' | 'now'>,
  shards = counterShards,
) {
  const { write } = eventWrites({ send, newId, now });

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
    async record(events: readonly RecordedEvent[], raised: ReadonlyMap<string, bigint>): Promise<RecordResult> {
      const shard = shards === 1 ? 0 : Math.floor(random() * shards);
      const balances = balancesOf(mergedLines(events.flatMap(({ lines }) => lines)));
      const result = await write(events, [...raisesOf(raised, shard), ...balanceAdditions(balances, shard)]);
      if (result === 'refused') throw new Error('a counter or balance has no condition to be refused by');
      return result;
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
