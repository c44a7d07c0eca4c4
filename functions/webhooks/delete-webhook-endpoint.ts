import { deleteEndpoint } from '../../src/commands/manage-endpoints.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';

export const handler = endpoint({ endpoints }, async (request, services) => {
  const id = requiredPathId(request, 'endpoint_id', 'webhook_endpoint_not_found');
  await deleteEndpoint(id, services);
  return ok({ id, deleted: true });
});
