import * as z from 'zod/mini';
import { eventId, type RecordedEvent } from '../domain/recorded-event.ts';
import { indexShards } from './index-shards.ts';
import type { Item } from './item.ts';
import { timeIndex } from './time-index.ts';

type Named = Pick<RecordedEvent, 'paymentId' | 'type' | 'subject'>;

/** The key of an event: one partition for each payment, so that no event waits for those of another. */
export const eventKey = ({ paymentId, type, subject }: Named) => ({ id: paymentId, sort: `${type}#${subject}` });

/** Where an event stands in lists by time, within the partitions of its day. */
export const eventPosition = (event: Named & Pick<RecordedEvent, 'at'>): string => `${event.at}#${eventId(event)}`;

/** A partition of the index `by-day`. */
export const dayPartition = (day: string, shard: number | string): string => `${day}#${shard}`;

/** That a payment was begun is in no list by time: every payment was, and the index would cost twice as much. */
export const isListedByDay = ({ type }: Pick<RecordedEvent, 'type'>): boolean => type !== 'payment.begun';

const EventItem = z.object({
  id: z.string(),
  sort: z.string(),
  type: z.string(),
  at: z.string(),
  body: z.string(),
  quiet: z.optional(z.boolean()),
});

export function eventItemOf(event: RecordedEvent): Item {
  return {
    ...eventKey(event),
    type: event.type,
    at: event.at,
    body: event.body,
    quiet: event.quiet || undefined,
    ...(isListedByDay(event) ? placeOf(event) : {}),
  };
}

function placeOf(event: RecordedEvent): Item {
  const { time_shard: shard } = timeIndex(event.paymentId, event.at, indexShards);
  return { day: dayPartition(event.at.slice(0, 10), shard), time_sort: eventPosition(event) };
}

export function recordedEventOf(item: Item): RecordedEvent {
  const { id, sort, type, at, body, quiet } = EventItem.parse(item);
  return { paymentId: id, type, subject: sort.slice(type.length + 1), at, body, quiet: quiet ?? false };
}
