import * as z from 'zod/mini';
import { eventId, type RecordedEvent } from '../domain/recorded-event.ts';
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
const isListedByDay = ({ type }: Pick<RecordedEvent, 'type'>): boolean => type !== 'payment.begun';

const EventItem = z.object({
  id: z.string(),
  sort: z.string(),
  type: z.string(),
  at: z.string(),
  body: z.string(),
  quiet: z.optional(z.boolean()),
  order: z.optional(z.string()),
  by: z.optional(z.string()),
});

/** `shards`: partitions of each day in the index. */
export function eventItemOf(event: RecordedEvent, shards: number): Item {
  return {
    ...eventKey(event),
    type: event.type,
    at: event.at,
    body: event.body,
    quiet: event.quiet || undefined,
    order: event.order,
    by: event.by,
    ...(isListedByDay(event) ? placeOf(event, shards) : {}),
  };
}

function placeOf(event: RecordedEvent, shards: number): Item {
  const { time_shard: shard } = timeIndex(event.paymentId, event.at, shards);
  return { day: dayPartition(event.at.slice(0, 10), shard), time_sort: eventPosition(event) };
}

export function recordedEventOf(item: Item): RecordedEvent {
  const { id, sort, type, at, body, quiet, order, by } = EventItem.parse(item);
  return {
    paymentId: id,
    type,
    subject: sort.slice(type.length + 1),
    at,
    body,
    quiet: quiet ?? false,
    order,
    by,
  };
}
