import { replayEvents } from '../../src/commands/redeliver-events.ts';
import { redriveDead } from '../../src/commands/redrive-dead.ts';
import { isNotified } from '../../src/contracts/notification.ts';
import { presentReplay, readReplay } from '../../src/contracts/webhook-replays.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { json } from '../../src/http/responses.ts';
import type { Io } from '../../src/runtime/io.ts';
import { events } from '../../src/store/events.ts';
import { webhookDeliveries as deliveries } from '../../src/store/webhook-deliveries.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';
import { hasEventBus } from '../../src/webhooks/built-in-endpoints.ts';

const needs = { endpoints, deliveries, hasEventBus, events: (io: Io) => events(io) };

export const handler = endpoint(needs, async (request, services) => {
  const id = requiredPathId(request, 'endpoint_id', 'webhook_endpoint_not_found');
  const { onlyDead, ...range } = readReplay(jsonBody(request, 'strict'));
  const replay = onlyDead ? redriveDead : replayEvents;
  return json(202, presentReplay(await replay(id, range, { ...services, isNotified })));
});
