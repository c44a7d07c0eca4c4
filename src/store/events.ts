import type { EventFilter, EventPage } from '../domain/event-list.ts';
import { namedEvent, type RecordedEvent } from '../domain/recorded-event.ts';
import type { PaymentHistory } from '../domain/timeline.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { eventKey, eventPosition, isEventItem, postedAt, recordedEventOf } from './event-item.ts';
import { indexShards } from './index-shards.ts';
import { itemsByDay } from './items-by-day.ts';
import { allOf } from './pages.ts';
import { isStepSort, stepOf } from './step-item.ts';

const TableName = requiredEnv('EVENTS_TABLE');

export type Events = ReturnType<typeof events>;

/** The part of a list by time: as many as `limit` after the position `after`, from the day `lastDay` back to `firstDay`. */
type Part = Readonly<{ limit: number; after: string | undefined }>;
type Days = Readonly<{ firstDay: string; lastDay: string }>;

/** Longest way that a page is looked for: one request has 10 s, and a day of a large stage has millions of events. */
const mostLookedAt = 5_000;

/** Reads recorded events. */
export function events({ send }: Pick<Io, 'send'>, shards = indexShards) {
  /** All events of a payment, the earliest first. Events of one instant are in the order of their types. */
  async function ofPayment(paymentId: string): Promise<readonly RecordedEvent[]> {
    return (await historyOf(paymentId)).events;
  }

  /** All events of a payment, the earliest first, and all its steps in their order: one query. */
  async function historyOf(paymentId: string): Promise<PaymentHistory> {
    const query = {
      TableName,
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': paymentId },
      ConsistentRead: true,
    };
    const items = await allOf(query, { send });
    const events = items.filter(({ sort }) => !isStepSort(sort)).map(recordedEventOf);
    return {
      events: events.sort((one, other) => (eventPosition(one) < eventPosition(other) ? -1 : 1)),
      steps: items.filter(({ sort }) => isStepSort(sort)).map(stepOf),
    };
  }

  return {
    ofPayment,
    historyOf,

    /** One event by its public id, read consistently. */
    async get(id: string): Promise<RecordedEvent | undefined> {
      const named = namedEvent(id);
      if (named === undefined) return undefined;
      const read = new GetItem({ TableName, Key: eventKey(named), ConsistentRead: true });
      const { Item } = await attempted(send(read));
      return Item && recordedEventOf(Item);
    },

    /** A page of one payment's events, the newest first. It has every kind. */
    async pageOfPayment(paymentId: string, filter: EventFilter, part: Part): Promise<EventPage> {
      const all = (await ofPayment(paymentId)).toReversed();
      const isWanted = (event: RecordedEvent) =>
        (filter.type === undefined || event.type === filter.type) &&
        (filter.since === undefined || event.at >= filter.since) &&
        (filter.until === undefined || event.at < filter.until) &&
        (part.after === undefined || eventPosition(event) < part.after);
      return pageOf(all.filter(isWanted).slice(0, part.limit + 1), part, eventPosition);
    },

    /**
     * A page of the events of some days, the newest first, without `payment.begun`. The index follows within moments. Where few are of the
     * type, a page ends early, and its position leads on.
     */
    async pageByDay({ type, since = '', until }: EventFilter, { limit, after }: Part, days: Days): Promise<EventPage> {
      const found: RecordedEvent[] = [];
      let last: string | undefined;
      let lookedAt = 0;
      for await (const item of itemsByDay({ ...days, after, until, shards, expected: limit + 1 }, { send })) {
        const event = isEventItem(item) ? recordedEventOf(item) : undefined;
        if (event !== undefined && postedAt(event) < since) break;
        const isWanted = event !== undefined && (type === undefined || event.type === type);
        if (lookedAt++ === mostLookedAt || (isWanted && found.length === limit)) return { events: found, next: last };
        if (isWanted) found.push(event);
        last = String(item.time_sort);
      }
      return { events: found, next: undefined };
    },
  };
}

function pageOf(
  found: readonly RecordedEvent[],
  { limit }: Part,
  positionOf: (event: RecordedEvent) => string,
): EventPage {
  const events = found.slice(0, limit);
  const last = events.at(-1);
  return { events, next: found.length > limit && last !== undefined ? positionOf(last) : undefined };
}
