import { afterAttempt, putOff } from '../domain/delivery-schedule.ts';
import { Refusal } from '../domain/refusal.ts';
import type { LivingDelivery } from '../domain/webhook-delivery.ts';
import { type WebhookEvent, webhookEvent } from '../domain/webhook-endpoint.ts';
import { causeOf } from '../runtime/cause-of.ts';
import type { Io } from '../runtime/io.ts';
import type { Events } from '../store/events.ts';
import type { DueDelivery, WebhookDeliveries } from '../store/webhook-deliveries.ts';
import type { WebhookEndpoints } from '../store/webhook-endpoints.ts';
import { eventBusId, notificationServiceId } from '../webhooks/built-in-endpoints.ts';
import type { EventBus } from '../webhooks/event-bus.ts';
import type { NotificationService } from '../webhooks/notification-service.ts';
import type { Receivers } from '../webhooks/receivers.ts';
import { deliveryDays } from './deliver-events.ts';
import { type AttemptResult, type AttemptServices, attempt } from './delivery-attempt.ts';
import { endpointHealth } from './endpoint-health.ts';
import { endpointView } from './endpoint-view.ts';
import { expiresAt } from './expiry.ts';
import { putOnBus } from './put-on-bus.ts';
import { type FailureServices, keepAfterAttempt } from './record-failure.ts';

/** Attempts at one endpoint that are under way at once. */
const mostAtOnce = 10;
/** Attempts at one endpoint in one run. Endpoints do not wait for each other, and each gets as much. */
const mostOfOne = 500;
/** Pause of a delivery whose event cannot be read. It keeps its place in the schedule. */
const unreadableMs = 3_600_000;
/** Time for one round of attempts, and to end in order. */
const reserveMs = 10_000;

export type RedeliverServices = FailureServices &
  Readonly<{
    endpoints: WebhookEndpoints;
    deliveries: WebhookDeliveries;
    events: Pick<Events, 'get'>;
    receivers: Receivers;
    notificationService: NotificationService | undefined;
    eventBus: EventBus | undefined;
    io: Io;
    fault: (cause: Record<string, unknown>) => void;
  }>;

type Became = 'delivered' | 'set_aside' | 'dead' | 'stale' | 'left' | 'failed';
export type Redelivered = Record<Became, number> & { oldest_due: number; disabled_endpoints: number };

type DueAttemptServices = RedeliverServices & AttemptServices;

/** Sends what is due again, the longest overdue first, to all endpoints at once. */
export async function redeliverDue(services: RedeliverServices): Promise<Redelivered> {
  const { endpoints, io, fault } = services;
  const view = endpointView(endpoints, io);
  const health = endpointHealth(services);
  const all = { ...services, view, health };
  const report = { delivered: 0, set_aside: 0, dead: 0, stale: 0, left: 0, failed: 0, oldest_due: 0 };
  const enabled = (await view.read()).endpoints.filter(({ state }) => state.status === 'enabled');
  const own = [
    ...(services.notificationService === undefined ? [] : [notificationServiceId]),
    ...(services.eventBus === undefined ? [] : [eventBusId]),
  ];
  await Promise.all(
    [...own, ...enabled.map(({ id }) => id)].map((id) =>
      redeliverTo(id, all, report).catch((error: unknown) => {
        fault({ endpoint_id: id, ...causeOf(error) });
        report.failed++;
      }),
    ),
  );
  return { ...report, disabled_endpoints: await health.write() };
}

async function redeliverTo(
  endpointId: string,
  services: DueAttemptServices,
  report: Omit<Redelivered, 'disabled_endpoints'>,
): Promise<void> {
  const { deliveries, io } = services;
  for (let done = 0; done < mostOfOne && io.remaining() >= reserveMs; done += mostAtOnce) {
    const now = io.now();
    const rows = await deliveries.due(endpointId, new Date(now).toISOString(), mostAtOnce);
    const [oldest] = rows;
    if (oldest === undefined) return;
    report.oldest_due = Math.max(report.oldest_due, Math.round((now - dueAtOf(oldest)) / 1_000));
    const became = await redeliver(rows, endpointId, services);
    for (const one of became) report[one]++;
    // The breaker is open, the endpoint disabled, or the time is up: the rows stay as they are.
    if (became.includes('left')) return;
  }
}

const dueAtOf = ({ sort }: DueDelivery): number => Date.parse(sort.slice(0, sort.indexOf('#')));

/** Sends each row's event, all of them at once; those to the bus in one request. */
async function redeliver(
  rows: readonly DueDelivery[],
  endpointId: string,
  services: DueAttemptServices,
): Promise<readonly Became[]> {
  const due = await Promise.all(rows.map(async (row) => ({ row, event: await readable(row, services) })));
  const events = due.flatMap(({ event }) => (typeof event === 'object' ? [event] : []));
  const { eventBus } = services;
  const onBus = endpointId === eventBusId && eventBus ? putOnBus(events, { ...services, eventBus }) : undefined;
  const resultOf = async (row: DueDelivery, event: WebhookEvent) =>
    onBus === undefined ? attempt(row.delivery, event, services) : (await onBus)[events.indexOf(event)];
  return Promise.all(
    due.map(async ({ row, event }): Promise<Became> => {
      if (typeof event === 'object') return afterResult(row, await resultOf(row, event), services);
      if (event === 'unreadable') await services.deliveries.keep(...putLast(row, services));
      await services.deliveries.forget(row);
      return event === 'unreadable' ? 'failed' : 'stale';
    }),
  );
}

/** Events that this release cannot read, after a roll-back for example, must not keep an endpoint from all others. */
async function readable(
  row: DueDelivery,
  services: DueAttemptServices,
): Promise<WebhookEvent | 'unreadable' | undefined> {
  try {
    return await dueEvent(row, services);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    services.fault({ endpoint_id: row.delivery.endpointId, event_id: row.delivery.event.id, ...causeOf(error) });
    return 'unreadable';
  }
}

function putLast(
  { delivery }: DueDelivery,
  { io }: DueAttemptServices,
): readonly [delivery: LivingDelivery, expiresAt: number] {
  const now = io.now();
  return [putOff(delivery, now + unreadableMs), expiresAt(now, deliveryDays)];
}

/** The event that a row is still to send. */
async function dueEvent(
  { delivery }: DueDelivery,
  { deliveries, events }: DueAttemptServices,
): Promise<WebhookEvent | undefined> {
  const stored = await deliveries.get(delivery.endpointId, delivery.event);
  // A row that is ahead of its delivery is valid: the write that follows it was lost, or is still on its way.
  const isLeft =
    stored !== undefined &&
    (stored.revision > delivery.revision ||
      (stored.revision === delivery.revision && stored.state.status !== 'pending'));
  const event = isLeft ? undefined : await events.get(delivery.event.id);
  return event && webhookEvent(event);
}

async function afterResult(
  row: DueDelivery,
  result: AttemptResult | undefined,
  services: DueAttemptServices,
): Promise<Became> {
  const { deliveries, io } = services;
  if (result?.kind !== 'answered') return 'left';
  const now = io.now();
  const next = afterAttempt(row.delivery, { answer: result.answer, now, random: io.random() });
  await keepAfterAttempt(next, expiresAt(now, deliveryDays), services);
  await deliveries.forget(row);
  return next.state.status === 'pending' ? 'set_aside' : next.state.status;
}
