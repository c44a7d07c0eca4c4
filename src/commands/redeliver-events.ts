import { begunAgain } from '../domain/delivery-schedule.ts';
import type { RecordedEvent } from '../domain/recorded-event.ts';
import { Refusal } from '../domain/refusal.ts';
import { newDelivery } from '../domain/webhook-delivery.ts';
import { isRecipient, type WebhookEndpoint, type WebhookEvent, webhookEvent } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';
import type { Events } from '../store/events.ts';
import type { WebhookDeliveries } from '../store/webhook-deliveries.ts';
import type { WebhookEndpoints } from '../store/webhook-endpoints.ts';
import { eventBusId, isBuiltIn, notificationServiceId } from '../webhooks/built-in-endpoints.ts';
import { deliveryDays } from './deliver-events.ts';
import { expiresAt } from './expiry.ts';
import { isTooLong, listEvents, longestDays } from './list-events.ts';
import { findEndpoint } from './manage-endpoints.ts';

export type ReplayServices = Readonly<{
  endpoints: WebhookEndpoints;
  deliveries: WebhookDeliveries;
  events: Events;
  io: Pick<Io, 'now'>;
  /** Whether the notification service gets an event. */
  isNotified: (type: string) => boolean;
  /** Whether the stage has an EventBridge bus. */
  hasEventBus: boolean;
}>;

/**
 * Begins the schedule of an event again, at one endpoint or at all that get it. `redeliver` sends it within a minute.
 * Resolves with the ids of the endpoints.
 */
export async function redeliverEvent(
  eventId: string,
  endpointId: string | undefined,
  services: ReplayServices,
): Promise<readonly string[]> {
  const recorded = await services.events.get(eventId);
  if (recorded === undefined) throw new Refusal('event_not_found', 'no event has this id');
  if (recorded.quiet)
    throw new Refusal('event_not_found', 'the event was imported or filled in later, so it is sent to nobody');
  const event = webhookEvent(recorded);
  const ids =
    endpointId === undefined ? await recipientsOf(event, services) : [await requireTarget(endpointId, services)];
  await Promise.all(ids.map((id) => beginAgain(id, event, services)));
  return ids;
}

async function recipientsOf(
  event: WebhookEvent,
  { endpoints, isNotified }: ReplayServices,
): Promise<readonly string[]> {
  const own = isNotified(event.type) ? [notificationServiceId] : [];
  const all = await endpoints.all();
  return [...own, ...all.filter((one) => isEnabled(one) && isRecipient(one, event)).map(({ id }) => id)];
}

const isEnabled = ({ state }: WebhookEndpoint): boolean => state.status === 'enabled';

/** Refuses an endpoint that gets nothing. */
export async function requireTarget(
  id: string,
  { endpoints, hasEventBus }: Pick<ReplayServices, 'endpoints' | 'hasEventBus'>,
): Promise<string> {
  if (id === eventBusId && !hasEventBus)
    throw new Refusal('webhook_endpoint_not_found', 'this stage has no event bus: -c eventBus names one');
  if (isBuiltIn(id)) return id;
  if (isEnabled(await findEndpoint(endpoints, id))) return id;
  throw new Refusal('webhook_endpoint_disabled', 'the endpoint is disabled, so nothing is sent to it');
}

const mostTries = 3;

async function beginAgain(endpointId: string, event: WebhookEvent, { deliveries, io }: ReplayServices): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    const now = io.now();
    const stored = await deliveries.get(endpointId, event);
    const next = begunAgain(stored ?? newDelivery(endpointId, event), now);
    if (!(await deliveries.keep(next, expiresAt(now, deliveryDays)))) continue;
    await deliveries.revive(next);
    return;
  }
  throw new Refusal('store_unavailable', 'the delivery is being changed by others; try again', {
    retryAfterSeconds: 1,
  });
}

/** One request has 10 s. */
const mostReplayed = 100;
const atOnce = 20;

export type ReplayRange = Readonly<{
  from: string;
  to: string | undefined;
  /** Only events of this payment. */
  paymentId: string | undefined;
  after: string | undefined;
}>;

/**
 * Begins the schedule of all events of a time again at one endpoint, the newest first; a part of them in each request.
 * `next` is the position of the last one, if there are more.
 */
export async function replayEvents(
  endpointId: string,
  { from, to, paymentId, after }: ReplayRange,
  services: ReplayServices,
): Promise<Readonly<{ scheduled: number; next: string | undefined }>> {
  if (paymentId === undefined && isTooLong({ since: from, until: to }, services.io.now())) {
    const detail = `from is at most ${longestDays} days before to, or before now; with payment_id it may be any`;
    throw new Refusal('field_invalid', detail, { field: '/from' });
  }
  await requireTarget(endpointId, services);
  const endpoint = isBuiltIn(endpointId) ? undefined : await services.endpoints.get(endpointId);
  const filter = { type: undefined, paymentId, since: from, until: to };
  const { events, next } = await listEvents(filter, { limit: mostReplayed, after }, services);
  const isRecipientOf = (event: RecordedEvent) =>
    endpoint === undefined ? services.isNotified(event.type) : isRecipient(endpoint, webhookEvent(event));
  const isWanted = (event: RecordedEvent) => !event.quiet && (endpointId === eventBusId || isRecipientOf(event));
  const wanted = events.filter(isWanted);
  for (let at = 0; at < wanted.length; at += atOnce) {
    const group = wanted.slice(at, at + atOnce);
    await Promise.all(group.map((event) => beginAgain(endpointId, webhookEvent(event), services)));
  }
  return { scheduled: wanted.length, next };
}
