import { isOfThis } from '../events.ts';
import type { ListedEvent } from '../port.ts';
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

/** All such events since an instant (ms), the oldest first. Stripe lists the newest first, and keeps 30 days. */
export async function listStripeEvents(ask: StripeCall, since: number, lookUp: IntentLookUp): Promise<ListedEvent[]> {
  const found: ListedEvent[] = [];
  let after: string | undefined;
  do {
    const form = { created: { gte: String(Math.floor(since / 1_000)) }, types, limit: '100', starting_after: after };
    const answer = await ask({ method: 'GET', path: 'events', form });
    if (answer.status !== 200) throw troubleOf(answer) ?? unreadable(answer);
    const { data, has_more } = readBody(ListPage, answer);
    if (!Array.isArray(data)) throw unreadable(answer);
    const events = data.map((body) => readBody(StripeEvent, { ...answer, body }));
    const news = events.filter((event) => !isKnown(event, lookUp.keySpace));
    found.push(
      ...news.map((event) => ({ id: event.id, createdAt: event.created * 1_000, read: () => hintOf(event, lookUp) })),
    );
    after = has_more ? events.at(-1)?.id : undefined;
  } while (after !== undefined);
  return found.reverse();
}

/** The request that made a refund of ours knows it, so its event is not worth two requests an hour later. */
const isKnown = (event: StripeEvent, keySpace: string | undefined): boolean =>
  event.type === 'refund.created' &&
  isOwnRefund(event) &&
  isOfThis(event.data.object.metadata?.payment_service, keySpace);
