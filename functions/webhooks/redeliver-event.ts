import { redeliverEvent } from '../../src/commands/redeliver-events.ts';
import { isNotified } from '../../src/contracts/notification.ts';
import { presentRedelivery, readRedelivery } from '../../src/contracts/webhook-replays.ts';
import { optionalJsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathText } from '../../src/http/request.ts';
import { json } from '../../src/http/responses.ts';
import type { Io } from '../../src/runtime/io.ts';
import { events } from '../../src/store/events.ts';
import { webhookDeliveries as deliveries } from '../../src/store/webhook-deliveries.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';
import { hasEventBus } from '../../src/webhooks/built-in-endpoints.ts';

const needs = { endpoints, deliveries, hasEventBus, events: (io: Io) => events(io) };

export const handler = endpoint(needs, async (request, services) => {
  const id = pathText(request, 'event_id');
  const endpointId = readRedelivery(optionalJsonBody(request));
  return json(202, presentRedelivery(id, await redeliverEvent(id, endpointId, { ...services, isNotified })));
});
