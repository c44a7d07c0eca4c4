import { type EventList, isOfThis, type ListedEvent } from '../events.ts';
import { ListPage, readBody } from './answers.ts';
import type { StripeCall } from './client.ts';
import { hintOf, type IntentLookUp, isOwnRefund, StripeEvent } from './events.ts';
import { troubleOf, unreadable } from './troubles.ts';

/** Disputes, refunds made in the Dashboard, and refunds that fail after they succeeded: no due time leads to them. */
const types = [
  'charge.dispute.closed',
  'charge.dispute.created',
  'charge.dispute.funds_reinstated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.updated',
  'charge.refund.updated',
  'refund.created',
  'refund.failed',
  'refund.updated',
] as const;

/** In seconds, as Stripe keeps events (https://docs.stripe.com/api/events). */
const longest = 30 * 86_400;
/** Pages of 100 events in one reading. More take longer than an invocation has, and a reading that fails each time never gets on. */
const mostPages = 30;
/** In seconds. */
const longestPart = 3_600;

/** Instants in seconds: `from` is inclusive, `to` is exclusive. */
type Span = Readonly<{ from: number; to: number | undefined }>;

/**
 * Such events since an instant (ms): all of them or, if there are too many, those of the first hour, or of a part of it. Stripe lists
 * the newest first, so a list that is not read to its end says nothing of its beginning.
 */
export async function listStripeEvents(
  ask: StripeCall,
  since: number,
  { now, lookUp }: Readonly<{ now: number; lookUp: IntentLookUp }>,
): Promise<EventList> {
  const end = Math.floor(now / 1_000);
  const from = Math.max(Math.floor(since / 1_000), end - longest);
  let to: number | undefined;
  for (;;) {
    const listed = await listedWithin(ask, { from, to });
    if (listed !== undefined) return { events: listedEvents(listed, lookUp), until: to && to * 1_000 };
    to = from + Math.min(longestPart, Math.max(1, Math.ceil(((to ?? end) - from) / 4)));
  }
}

/** The oldest first. */
const listedEvents = (newestFirst: readonly StripeEvent[], lookUp: IntentLookUp): ListedEvent[] =>
  newestFirst
    .filter((event) => !isKnown(event, lookUp.keySpace))
    .map((event) => ({ id: event.id, createdAt: event.created * 1_000, read: () => hintOf(event, lookUp) }))
    .reverse();

/** Undefined if there are too many. Those of a single second are read, however many they are. */
async function listedWithin(ask: StripeCall, { from, to }: Span): Promise<readonly StripeEvent[] | undefined> {
  const found: StripeEvent[] = [];
  const most = to === from + 1 ? Number.POSITIVE_INFINITY : mostPages;
  let after: string | undefined;
  for (let page = 0; page < most; page++) {
    const created = { gte: String(from), lt: to === undefined ? undefined : String(to) };
    const answer = await ask({
      method: 'GET',
      path: 'events',
      form: { created, types, limit: '100', starting_after: after },
    });
    if (answer.status !== 200) throw troubleOf(answer) ?? unreadable(answer);
    const { data, has_more } = readBody(ListPage, answer);
    if (!Array.isArray(data)) throw unreadable(answer);
    found.push(...data.map((body) => readBody(StripeEvent, { ...answer, body })));
    after = found.at(-1)?.id;
    if (!has_more || after === undefined) return found;
  }
  return undefined;
}

/** The request that made a refund of ours knows it, so its event is not worth two requests an hour later. */
const isKnown = (event: StripeEvent, keySpace: string | undefined): boolean =>
  event.type === 'refund.created' &&
  isOwnRefund(event) &&
  isOfThis(event.data.object.metadata?.payment_service, keySpace);
