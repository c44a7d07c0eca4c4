import { eventId, type RecordedEvent } from '../domain/recorded-event.ts';
import { type TimelineEntry, type TimelineFacts, timelineEntry } from '../domain/timeline.ts';
import type { Delivery } from '../domain/webhook-delivery.ts';
import type { WebhookDeliveries } from '../store/webhook-deliveries.ts';
import type { WebhookEndpoints } from '../store/webhook-endpoints.ts';
import { eventBusId, notificationServiceId } from '../webhooks/built-in-endpoints.ts';

/** Reads of one timeline, each of one delivery: a read unit each. */
const mostReads = 100;
const atOnce = 25;

export type DeliveryServices = Readonly<{
  endpoints: Pick<WebhookEndpoints, 'all'>;
  deliveries: Pick<WebhookDeliveries, 'get'>;
  /** Whether the notification service gets an event. */
  isNotified: (type: string) => boolean;
}>;

/**
 * The deliveries of a payment's newest events to all endpoints that there are now, whatever types these get now. `unread` is the
 * number of older events whose deliveries were not read.
 */
export async function deliveriesOf(
  events: readonly RecordedEvent[],
  { endpoints, deliveries, isNotified }: DeliveryServices,
): Promise<Pick<TimelineFacts, 'deliveries' | 'unread'>> {
  const sent = events.filter(({ quiet }) => !quiet);
  if (sent.length === 0) return { deliveries: [], unread: 0 };
  const known = (await endpoints.all()).map(({ id }) => id);
  const newest = sent.slice(-Math.max(1, Math.floor(mostReads / (known.length + 2))));
  const places = newest.flatMap((event) => {
    const builtIn = isNotified(event.type) ? [eventBusId, notificationServiceId] : [eventBusId];
    const key = { id: eventId(event), type: event.type, at: event.at };
    return [...builtIn, ...known].map((endpointId) => ({ endpointId, key }));
  });
  const found: Delivery[] = [];
  for (let from = 0; from < places.length; from += atOnce) {
    const group = places.slice(from, from + atOnce);
    const read = await Promise.all(group.map(({ endpointId, key }) => deliveries.get(endpointId, key)));
    found.push(...read.filter((delivery) => delivery !== undefined));
  }
  return { deliveries: found, unread: sent.length - newest.length };
}

/** One entry for each delivery, dated by its last attempt. One that nobody attempted yet is dated by its event. */
export const deliveryEntries = ({ deliveries }: TimelineFacts): readonly TimelineEntry[] =>
  deliveries.map(({ endpointId, event, state, attempts, last }) =>
    timelineEntry(last === undefined ? event.at : new Date(last.at).toISOString(), `delivery.${state.status}`, {
      eventId: event.id,
      details: {
        endpoint_id: endpointId,
        attempts,
        last_status: last?.answer.kind === 'answered' ? last.answer.status : null,
        last_error: last?.answer.kind === 'failed' ? last.answer.error : null,
        next_attempt_at: state.status === 'pending' ? state.dueAt : null,
        dead_reason: state.status === 'dead' ? state.reason : null,
      },
    }),
  );
