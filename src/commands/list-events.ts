import type { EventFilter, EventPage } from '../domain/event-list.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';
import type { Events } from '../store/events.ts';

const dayMs = 86_400_000;
const defaultDays = 30;
/** Every day is a query, and empty days answer nothing. */
export const longestDays = 366;

/** A page of events, the newest first: of one payment, or of the last 30 days unless the filter says otherwise. */
export function listEvents(
  filter: EventFilter,
  part: Readonly<{ limit: number; after: string | undefined }>,
  { events, io }: Readonly<{ events: Events; io: Pick<Io, 'now'> }>,
): Promise<EventPage> {
  if (filter.paymentId !== undefined) return events.pageOfPayment(filter.paymentId, filter, part);
  const { since, days } = daysOfList(filter, io.now());
  return events.pageByDay({ ...filter, since }, part, days);
}

/** The days of a list by time: the last 30, unless its filter says otherwise. */
export function daysOfList(
  filter: Pick<EventFilter, 'since' | 'until'>,
  now: number,
): Readonly<{ since: string; days: Readonly<{ firstDay: string; lastDay: string }> }> {
  const end = endOf(filter, now);
  const since = filter.since ?? new Date(end - defaultDays * dayMs).toISOString();
  if (isTooLong({ ...filter, since }, now)) {
    const detail = `since is at most ${longestDays} days before until, or before now; with payment_id it may be any`;
    throw new Refusal('query_invalid', detail, { field: 'since' });
  }
  return { since, days: { firstDay: since.slice(0, 10), lastDay: new Date(end).toISOString().slice(0, 10) } };
}

const endOf = ({ until }: Pick<EventFilter, 'until'>, now: number): number =>
  until === undefined ? now : Date.parse(until);

/** Whether a list by time would have to ask too many days. */
export const isTooLong = (range: Readonly<{ since: string; until: string | undefined }>, now: number): boolean =>
  endOf(range, now) - Date.parse(range.since) > longestDays * dayMs;
