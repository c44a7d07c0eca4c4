import { paymentTimeline } from '../../src/commands/payment-timeline.ts';
import { isNotified } from '../../src/contracts/notification.ts';
import { presentTimeline } from '../../src/contracts/timeline.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { events } from '../../src/store/events.ts';
import { payments } from '../../src/store/payments.ts';
import { webhookDeliveries as deliveries } from '../../src/store/webhook-deliveries.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';

const needs = { payments, events, endpoints, deliveries };

export const handler = endpoint(needs, async (request, services) => {
  const timeline = await paymentTimeline(pathId(request, 'payment_id'), { ...services, isNotified });
  return compress(request, ok(presentTimeline(timeline)));
});
