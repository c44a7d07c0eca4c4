import { deliverEvents } from '../../src/commands/deliver-events.ts';
import { eventStream } from '../../src/lambda/event-batch.ts';
import { streamWorker } from '../../src/lambda/stream-worker.ts';
import type { Io } from '../../src/runtime/io.ts';
import { eventWrites } from '../../src/store/event-writes.ts';
import { notices } from '../../src/store/notices.ts';
import { webhookDeliveries as deliveries } from '../../src/store/webhook-deliveries.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';
import { eventBusOfStage as eventBus } from '../../src/webhooks/eventbridge-of-stage.ts';
import { guardedReceivers as receivers } from '../../src/webhooks/guarded-receivers.ts';
import { notificationService as serviceOf } from '../../src/webhooks/notification-service.ts';

const notificationService = (io: Io) => serviceOf(io);
const needs = { endpoints, deliveries, eventWrites, notices, receivers, notificationService, eventBus };

export const handler = streamWorker(eventStream, needs, async ({ events, unreadable }, services) => {
  const recorded = events.map(({ event }) => event);
  const { dead, disabledEndpoints } = await deliverEvents(recorded, services);
  const metrics = {
    dead_deliveries: dead || undefined,
    disabled_endpoints: disabledEndpoints || undefined,
    parked: unreadable.length || undefined,
  };
  return { retryFrom: undefined, metrics };
});
