import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { dayAt, dayOf, eventId, lateSince, type RecordedEvent } from '../domain/recorded-event.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { TransactWriteItems } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { eventItemOf, isListedByDay, postedAt } from './event-item.ts';
import { indexShards } from './index-shards.ts';
import { sealKey } from './seal-key.ts';
import type { TransactionWrites } from './transaction-writes.ts';

const TableName = requiredEnv('EVENTS_TABLE');

export type EventWrites = ReturnType<typeof eventWrites>;

/**
 * Result of a transaction: done; `refused` by a condition of a write that comes with the events; some events were recorded before
 * (their ids); or another transaction was in the way.
 */
export type EventWriteResult = 'done' | 'busy' | 'refused' | ReadonlySet<string>;

/** Writes events in one transaction with what changes by them. An event is its own deduplication marker: it is put if absent. */
export function eventWrites({ send, newId, now }: Pick<Io, 'send' | 'newId' | 'now'>) {
  async function writeDated(
    events: readonly RecordedEvent[],
    others: TransactionWrites,
    at = now(),
  ): Promise<EventWriteResult> {
    const puts = events.map((event) => ({
      Put: { TableName, Item: eventItemOf(event, indexShards), ConditionExpression: 'attribute_not_exists(id)' },
    }));
    const checks = openDayChecks(events, dayAt(at));
    const TransactItems = [...puts, ...checks, ...others];
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
      if (checks.some((_, index) => isFailed(puts.length + index))) return writeToday(events, others);
      if (codes.some((_, index) => isFailed(index))) return 'refused';
      if (codes.every((code) => code === 'None' || busyCodes.has(code))) return 'busy';
      throw error;
    }
  }

  const dated = (event: RecordedEvent): RecordedEvent => ({ ...event, postedAt: lateSince(event.at, now()) });

  function writeToday(events: readonly RecordedEvent[], others: TransactionWrites): Promise<EventWriteResult> {
    const at = now();
    const isEarlier = (event: RecordedEvent) => dayOf(postedAt(event)) < dayAt(at);
    const postedToday = events.map((event) =>
      isEarlier(event) ? { ...event, postedAt: new Date(at).toISOString() } : event,
    );
    return writeDated(postedToday, others, at);
  }

  return {
    /** The same for events that are posted to the present day in any case, so that nobody has to ask whether a day is sealed. */
    writeToday,

    /** At most 99 events and other writes. An event whose day is sealed is posted to the present one. */
    write: (events: readonly RecordedEvent[], others: TransactionWrites): Promise<EventWriteResult> =>
      writeDated(events.map(dated), others),
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
