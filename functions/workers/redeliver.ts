import { redeliverDue } from '../../src/commands/redeliver-due.ts';
import { scheduledWorker } from '../../src/lambda/scheduled-worker.ts';
import type { Io } from '../../src/runtime/io.ts';
import { eventWrites } from '../../src/store/event-writes.ts';
import { events } from '../../src/store/events.ts';
import { webhookDeliveries as deliveries } from '../../src/store/webhook-deliveries.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';
import { eventBusOfStage as eventBus } from '../../src/webhooks/eventbridge-of-stage.ts';
import { guardedReceivers as receivers } from '../../src/webhooks/guarded-receivers.ts';
import { notificationService as serviceOf } from '../../src/webhooks/notification-service.ts';

const notificationService = (io: Io) => serviceOf(io);
const needs = { endpoints, deliveries, eventWrites, events, receivers, notificationService, eventBus };

export const handler = scheduledWorker(needs, async (services, fault) => {
  const figures = await redeliverDue({ ...services, fault });
  const { dead, oldest_due, disabled_endpoints } = figures;
  return {
    figures,
    metrics: { oldest_due, dead_deliveries: dead || undefined, disabled_endpoints: disabled_endpoints || undefined },
  };
});
