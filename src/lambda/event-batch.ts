import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import type { RecordedEvent } from '../domain/recorded-event.ts';
import type { Unreadable } from '../projections/change.ts';
import { isEventItem, recordedEventOf } from '../store/event-item.ts';
import { unmarshalled } from '../store/item.ts';
import type { StreamSource } from './stream-worker.ts';
import { reasonOf } from './unreadable.ts';

/** An event from the stream of the events table, with its record's sequence number. Delivered at least once. */
type DeliveredEvent = Readonly<{ sequence: string; event: RecordedEvent }>;

/** The records of one invocation. */
export type EventBatch = Readonly<{ events: readonly DeliveredEvent[]; unreadable: readonly Unreadable[] }>;

/** The stream of the events table. Events are only ever inserted; seals, entries without an event and steps of timelines are left out. */
export const eventStream: StreamSource<EventBatch> = {
  read: eventBatchOf,
  figures: ({ events }) => ({ events: events.length }),
  writes: ({ events }) => events.map(({ event }) => event),
};

function eventBatchOf({ Records }: DynamoDBStreamEvent): EventBatch {
  const events: DeliveredEvent[] = [];
  const unreadable: Unreadable[] = [];
  for (const { dynamodb: record = {}, eventID = '', eventName } of Records) {
    if (eventName !== 'INSERT' || record.NewImage === undefined) continue;
    const sequence = record.SequenceNumber ?? '';
    try {
      const item = unmarshalled(record.NewImage as Record<string, AttributeValue>);
      if (isEventItem(item)) events.push({ sequence, event: recordedEventOf(item) });
    } catch (error) {
      const itemId = `${record.Keys?.id?.S ?? ''} ${record.Keys?.sort?.S ?? ''}`;
      unreadable.push({ sequence, recordId: eventID || sequence, itemId, reason: reasonOf(error) });
    }
  }
  return { events, unreadable };
}
