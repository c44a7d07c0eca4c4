import { findEndpoint } from '../../src/commands/manage-endpoints.ts';
import { testEndpoint } from '../../src/commands/test-endpoint.ts';
import { presentAnswer } from '../../src/contracts/webhook-deliveries.ts';
import { isSuccess } from '../../src/domain/delivery-schedule.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';
import { guardedReceivers as receivers } from '../../src/webhooks/guarded-receivers.ts';

export const handler = endpoint({ endpoints, receivers }, async (request, services) => {
  const id = requiredPathId(request, 'endpoint_id', 'webhook_endpoint_not_found');
  const { eventId, answer } = await testEndpoint(await findEndpoint(services.endpoints, id), services);
  return ok({ event_id: eventId, delivered: isSuccess(answer), ...presentAnswer(answer) });
});
