import * as z from 'zod/mini';
import { type EventList, isOfOther, isOfThis, type ListedEvent } from '../events.ts';
import type { ProviderAnswer } from '../provider-http.ts';
import { Link, RefundMetadata, readAs, readList } from './answers.ts';
import type { MollieCall } from './client.ts';
import { type PaymentLookUp, PaymentMetadata } from './events.ts';
import { nextOf, troubleOf, unexpected } from './troubles.ts';

/** As far back as Stripe's list goes. Without an end, the first reading would begin with the first refund of the profile. */
const longestMs = 30 * 86_400_000;
/** The most that Mollie lists at once. */
const pageSize = 250;
/** A first reading that takes longer than an invocation would fail each time: what is older than 5,000 others is left to polls. */
const mostPages = 20;

/** A chargeback or a refund in the lists of a profile (https://docs.mollie.com/reference/list-all-chargebacks, list-all-refunds). */
const ListedChange = z.object({
  id: z.string(),
  paymentId: z.string(),
  createdAt: z.string(),
  reversedAt: z.nullish(z.string()),
  metadata: z.optional(z.unknown()),
});
type ListedChange = z.output<typeof ListedChange>;

const ListPage = z.object({ _embedded: z.record(z.string(), z.unknown()), _links: z.object({ next: Link }) });

/**
 * All chargebacks and refunds since an instant (ms), the oldest first, as events: Mollie shows its own events to no API key, and these
 * are the ones that no due time leads to. A key sees those of its profile and mode alone. One that is reversed is another event, which is
 * found if it is among the newest 250.
 */
export async function listMollieEvents(
  ask: MollieCall,
  since: number,
  { now, lookUp }: Readonly<{ now: number; lookUp: PaymentLookUp }>,
): Promise<EventList> {
  const from = Math.max(since, now - longestMs);
  const listed = [...(await listedSince(ask, 'chargebacks', from)), ...(await listedSince(ask, 'refunds', from))];
  const events = listed
    .filter((one) => !isKnown(one, lookUp.keySpace))
    .map((one) => eventOf(one, lookUp))
    .filter(({ createdAt }) => createdAt >= from)
    .sort((one, other) => one.createdAt - other.createdAt);
  return { events };
}

/** Pages of a list, the newest first, until one ends before the instant. */
async function listedSince(ask: MollieCall, list: 'chargebacks' | 'refunds', from: number): Promise<ListedChange[]> {
  const found: ListedChange[] = [];
  let next = '';
  for (let page = 0; page < mostPages; page++) {
    const answer = await ask({ method: 'GET', path: `${list}?limit=${pageSize}${next}` });
    if (answer.status !== 200) throw troubleOf(answer) ?? unexpected(answer);
    const { _embedded, _links } = readAs(ListPage, answer.body);
    found.push(...readList(ListedChange, _embedded[list]).map((one) => dated(one, answer)));
    const last = found.at(-1);
    if (!_links.next || last === undefined || Date.parse(last.createdAt) < from) return found;
    next = `&from=${nextOf(_links.next, answer)}`;
  }
  return found;
}

function dated(one: ListedChange, answer: ProviderAnswer): ListedChange {
  if (Number.isNaN(Date.parse(one.reversedAt ?? one.createdAt))) throw unexpected(answer);
  return one;
}

function eventOf(one: ListedChange, { keySpace, metadataOf }: PaymentLookUp): ListedEvent {
  const createdAt = Date.parse(one.reversedAt ?? one.createdAt);
  const eventId = one.reversedAt ? `${one.id}:reversed` : one.id;
  return {
    id: eventId,
    createdAt,
    async read() {
      const ours = PaymentMetadata.safeParse(await metadataOf(one.paymentId)).data;
      return {
        kind: 'hint',
        eventId,
        createdAt,
        intentId: one.paymentId,
        paymentId: ours?.payment_id,
        aboutListed: true,
        ofOtherStage: isOfOther(ours?.payment_service, keySpace),
      };
    },
  };
}

/** The request that made a refund of ours knows it, and its due times lead to what becomes of it. */
const isKnown = ({ metadata }: ListedChange, keySpace: string | undefined): boolean =>
  RefundMetadata.safeParse(metadata).success &&
  isOfThis(PaymentMetadata.safeParse(metadata).data?.payment_service, keySpace);
