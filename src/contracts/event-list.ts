import type { EventFilter, EventPage } from '../domain/event-list.ts';
import { Refusal } from '../domain/refusal.ts';
import { type CursorScope, cursorAt } from './cursor.ts';
import { eventTypes } from './event.ts';
import { rangeOf } from './time-range.ts';

/** A list of events as its query asks for it; where a cursor leads is not looked at yet. */
export type AskedEvents = Readonly<{ filter: EventFilter; limit: number; cursor: string | undefined }>;

const parameters = ['type', 'payment_id', 'since', 'until', 'limit', 'cursor'] as const;
type EventListParameter = (typeof parameters)[number];

const largestLimit = 500;

/** Reads the query of a list; the first parameter that is wrong is refused by its name. */
export function readEventList(query: ReadonlyMap<string, readonly string[]>): AskedEvents {
  for (const [name, values] of query) {
    if (!parameters.some((known) => known === name)) throw invalid(name, `the parameters are ${parameters.join(', ')}`);
    if (values.length > 1) throw invalid(name, 'the parameter is there twice');
  }
  const text = (parameter: EventListParameter) => query.get(parameter)?.[0];
  const [since, until] = rangeOf({ since: text('since'), until: text('until') });
  return {
    filter: { type: type(text('type')), paymentId: paymentId(text('payment_id')), since, until },
    limit: limit(text('limit') ?? '100'),
    cursor: text('cursor'),
  };
}

/** The list that a cursor of events belongs to. */
export const eventScope = ({ type, paymentId, since, until }: EventFilter): CursorScope => [
  'events',
  type ?? null,
  paymentId ?? null,
  since ?? null,
  until ?? null,
];

/** A page of a list as JSON: each event is the body of its webhook, byte for byte. */
export function presentEventList({ events, next }: EventPage, { filter, limit }: AskedEvents, key: string): string {
  const cursor = next === undefined ? null : cursorAt(next, eventScope(filter), key);
  const rest = { count: events.length, limit, has_more: next !== undefined, next_cursor: cursor };
  return `{"events":[${events.map(({ body }) => body).join()}],${JSON.stringify(rest).slice(1)}`;
}

function type(text: string | undefined): string | undefined {
  if (text === undefined || eventTypes.some((known) => known === text)) return text;
  throw invalid('type', `type is one of ${eventTypes.join(', ')}`);
}

function paymentId(text: string | undefined): string | undefined {
  if (text === undefined || /^[A-Za-z0-9_-]{1,64}$/.test(text)) return text;
  throw invalid('payment_id', 'an id is 1 to 64 letters, digits, dashes and underscores');
}

function limit(text: string): number {
  const number = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : Number.NaN;
  if (number <= largestLimit) return number;
  throw invalid('limit', `limit is a whole number from 1 to ${largestLimit}`);
}

const invalid = (parameter: string, detail: string) => new Refusal('query_invalid', detail, { field: parameter });
