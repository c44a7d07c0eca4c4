import * as z from 'zod/mini';
import { type Currency, isCurrency } from '../domain/currency.ts';
import { accountNames, type Line } from '../domain/ledger.ts';
import { dayOf, eventId, type RecordedEvent } from '../domain/recorded-event.ts';
import type { Item } from './item.ts';
import { Minor } from './minor.ts';
import { isStepSort } from './step-item.ts';
import { timeIndex } from './time-index.ts';

type NamedItem = Pick<RecordedEvent, 'paymentId' | 'type' | 'subject'>;

/** The key of an event: one partition for each payment, so that no event waits for those of another. */
export const eventKey = ({ paymentId, type, subject }: NamedItem) => ({ id: paymentId, sort: `${type}#${subject}` });

type Dated = NamedItem & Pick<RecordedEvent, 'at' | 'postedAt'>;

/** Where an event stands in the list of its payment. */
export const eventPosition = (event: NamedItem & Pick<RecordedEvent, 'at'>): string => `${event.at}#${eventId(event)}`;

/** When an event was posted: a late one stands where readers of the list by time have not been yet. */
export const postedAt = ({ at, postedAt: late }: Pick<Dated, 'at' | 'postedAt'>): string => late ?? at;

/** Where an event stands in lists by time, within the partitions of its day. */
const dayPosition = (event: Dated): string => `${postedAt(event)}#${eventId(event)}`;

/** A partition of the index `by-day`. */
export const dayPartition = (day: string, shard: number | string): string => `${day}#${shard}`;

/** That a payment was begun is in no list by time: every payment was, and the index would cost twice as much. */
export const isListedByDay = ({ type }: Pick<RecordedEvent, 'type'>): boolean => type !== 'payment.begun';

export const LineItem = z.pipe(
  z.tuple([z.enum(accountNames), z.string().check(z.refine(isCurrency)), Minor]),
  z.transform(([account, currency, minor]): Line => [account, currency as Currency, minor]),
);

const EventItem = z.object({
  id: z.string(),
  sort: z.string(),
  type: z.string(),
  at: z.string(),
  body: z.string(),
  quiet: z.optional(z.boolean()),
  lines: z.optional(z.array(LineItem)),
  processor: z.optional(z.string()),
  intent_id: z.optional(z.string()),
  posted_at: z.optional(z.string()),
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
    lines: event.lines.length === 0 ? undefined : event.lines,
    processor: event.processor,
    intent_id: event.intentId,
    posted_at: event.postedAt,
    order: event.order,
    by: event.by,
    ...(isListedByDay(event) ? placeOf(event, shards) : {}),
  };
}

function placeOf(event: RecordedEvent, shards: number): Item {
  const { time_shard: shard } = timeIndex(event.paymentId, event.at, shards);
  return { day: dayPartition(dayOf(postedAt(event)), shard), time_sort: dayPosition(event) };
}

/** The events table also has seals, settlement rows, and entries without an event. Their ids have a `#`, as no payment's has. */
export const isEventItem = ({ id, sort }: Item): boolean => !String(id).includes('#') && !isStepSort(sort);

export function recordedEventOf(item: Item): RecordedEvent {
  const { id, sort, type, at, body, quiet = false, ...row } = EventItem.parse(item);
  const subject = sort.slice(type.length + 1);
  const { lines = [], processor, intent_id, posted_at, order, by } = row;
  const stored = { paymentId: id, type, subject, at, body, quiet, lines, processor, intentId: intent_id };
  return { ...stored, postedAt: posted_at, order, by };
}
