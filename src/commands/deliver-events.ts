import { afterAttempt, putOff } from '../domain/delivery-schedule.ts';
import type { RecordedEvent } from '../domain/recorded-event.ts';
import { type Delivery, newDelivery } from '../domain/webhook-delivery.ts';
import { isRecipient, type WebhookEndpoint, type WebhookEvent, webhookEvent } from '../domain/webhook-endpoint.ts';
import { atMost } from '../runtime/at-most.ts';
import type { Io } from '../runtime/io.ts';
import { postedAt } from '../store/event-item.ts';
import type { Notices } from '../store/notices.ts';
import type { WebhookDeliveries } from '../store/webhook-deliveries.ts';
import type { WebhookEndpoints } from '../store/webhook-endpoints.ts';
import { eventBusId, notificationServiceId } from '../webhooks/built-in-endpoints.ts';
import { type EventBus, mostInRequest } from '../webhooks/event-bus.ts';
import type { NotificationService } from '../webhooks/notification-service.ts';
import type { Receivers } from '../webhooks/receivers.ts';
import { type AttemptResult, type AttemptServices, attempt } from './delivery-attempt.ts';
import { endpointHealth } from './endpoint-health.ts';
import { endpointView } from './endpoint-view.ts';
import { expiresAt } from './expiry.ts';
import { putOnBus } from './put-on-bus.ts';
import { type FailureServices, keepAfterAttempt } from './record-failure.ts';

/** How long it is known what became of a delivery. */
export const deliveryDays = 90;

export type DeliverServices = FailureServices &
  Readonly<{
    endpoints: WebhookEndpoints;
    deliveries: WebhookDeliveries;
    notices: Notices;
    receivers: Receivers;
    notificationService: NotificationService | undefined;
    eventBus: EventBus | undefined;
    io: Io;
  }>;

const dayMs = 86_400_000;

/** An event that is recorded no later than the day after it happened has no other time (`lateSince`). */
const longestUndatedMs = 2 * dayMs;

/**
 * Attempts at all endpoints that are under way at once, in equal shares. Each may need a connection of its own, of which AWS Lambda
 * allows a function some 1,000 (file descriptors), and time for its handshake on a third of a CPU. A batch for 50 endpoints is 1,250.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const mostAtOnce = 250;

/** Numbers of deliveries of a batch. */
export type Delivered = Readonly<{ delivered: number; setAside: number; dead: number; disabledEndpoints: number }>;

type FirstAttemptServices = DeliverServices & AttemptServices;

/**
 * Sends each event to each of its endpoints at once: no endpoint waits for another, and no event for one of another endpoint. What fails is
 * set aside for `redeliverDue`, so a batch is complete however its receivers answer. It is repeated only if the store fails.
 */
export async function deliverEvents(recorded: readonly RecordedEvent[], services: DeliverServices): Promise<Delivered> {
  const view = endpointView(services.endpoints, services.io);
  const health = endpointHealth(services);
  const all = { ...services, view, health };
  const { endpoints } = await view.read();
  const news = recorded.filter((event) => !event.quiet && !isRestored(event, services.io.now()));
  const events = news.map(webhookEvent);
  const wanted = news.flatMap((one) => {
    const event = webhookEvent(one);
    const there = endpoints.filter((endpoint) => wasThere(endpoint, one));
    return recipientsOf(event, there, services).map((id) => ({ id, event }));
  });
  const byEndpoint = Map.groupBy(wanted, ({ id }) => id);
  const share = Math.max(1, Math.floor(mostAtOnce / byEndpoint.size));
  const begun = [...byEndpoint].flatMap(([id, due]) =>
    atMost(share, due, ({ event }) => deliverOnce(newDelivery(id, event), event, all)),
  );
  const settled = await Promise.allSettled([...begun, ...putOnce(events, all)]);
  const disabledEndpoints = await health.write();
  const states = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const count = (status: string) => states.filter((state) => state === status).length;
  return { delivered: count('delivered'), setAside: count('pending'), dead: count('dead'), disabledEndpoints };
}

const postedMs = (event: RecordedEvent): number => Date.parse(postedAt(event));

/** A stream is a day long, so an event that is older than its deliveries are kept was copied back into the table. */
const isRestored = (event: RecordedEvent, now: number): boolean => now - postedMs(event) > deliveryDays * dayMs;

/** Whether an endpoint can have been there when an event was recorded. A restored table has all earlier ones, too. */
const wasThere = ({ createdAt }: WebhookEndpoint, event: RecordedEvent): boolean =>
  postedMs(event) >= createdAt - longestUndatedMs;

function recipientsOf(
  event: WebhookEvent,
  endpoints: Awaited<ReturnType<WebhookEndpoints['all']>>,
  { notificationService }: DeliverServices,
): readonly string[] {
  const own = notificationService?.isRecipient(event) ? [notificationServiceId] : [];
  return [...own, ...endpoints.filter((endpoint) => isRecipient(endpoint, event)).map(({ id }) => id)];
}

/** The state that a delivery came to; undefined if nothing was to be done. */
async function deliverOnce(
  delivery: Delivery,
  event: WebhookEvent,
  services: FirstAttemptServices,
): Promise<Delivery['state']['status'] | undefined> {
  if (await isKnown(delivery, event, services)) return undefined;
  return afterFirst(delivery, await attempt(delivery, event, services), services);
}

/** The same on the bus of the stage, for events in groups that are one request each. */
function putOnce(
  events: readonly WebhookEvent[],
  services: FirstAttemptServices,
): readonly ReturnType<typeof deliverOnce>[] {
  const { eventBus } = services;
  if (eventBus === undefined) return [];
  const groups = Array.from({ length: Math.ceil(events.length / mostInRequest) }, (_, index) =>
    events.slice(index * mostInRequest, (index + 1) * mostInRequest),
  );
  return groups.flatMap((group) => {
    const results = putUnknown(group, { ...services, eventBus });
    return group.map(async (event) => {
      const result = (await results).get(event);
      return result && afterFirst(newDelivery(eventBusId, event), result, services);
    });
  });
}

/** Puts those of a group that no earlier invocation began. */
async function putUnknown(
  group: readonly WebhookEvent[],
  services: FirstAttemptServices & Readonly<{ eventBus: EventBus }>,
): Promise<ReadonlyMap<WebhookEvent, AttemptResult>> {
  const known = await Promise.all(group.map((event) => isKnown(newDelivery(eventBusId, event), event, services)));
  const unknown = group.filter((_, index) => !known[index]);
  const results = await putOnBus(unknown, services);
  return new Map(results.flatMap((result, index) => unknown.slice(index, index + 1).map((event) => [event, result])));
}

async function afterFirst(
  delivery: Delivery,
  result: AttemptResult,
  services: FirstAttemptServices,
): ReturnType<typeof deliverOnce> {
  const { io } = services;
  const now = io.now();
  let next: Delivery;
  if (result.kind === 'deleted') return undefined;
  else if (result.kind === 'out of time') throw new Error('the time for this batch is up');
  else if (result.kind === 'answered') {
    next = afterAttempt(delivery, { answer: result.answer, now, random: io.random() });
  } else next = putOff(delivery, result.kind === 'refused' ? now + result.forMs : now);
  await keepAfterAttempt(next, expiresAt(now, deliveryDays), services);
  return next.state.status;
}

/** Whether an earlier invocation began this delivery, or the release before sent its notification: it left a marker for 7 days. */
async function isKnown(
  { endpointId }: Delivery,
  event: WebhookEvent,
  { deliveries, notices }: FirstAttemptServices,
): Promise<boolean> {
  if ((await deliveries.get(endpointId, event)) !== undefined) return true;
  return endpointId === notificationServiceId && (await notices.wasSent(event.id));
}
