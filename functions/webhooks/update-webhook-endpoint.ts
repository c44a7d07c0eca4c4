import { updateEndpoint } from '../../src/commands/manage-endpoints.ts';
import { presentEndpoint, readEndpointUpdate } from '../../src/contracts/webhook-endpoints.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';

export const handler = endpoint({ endpoints }, async (request, services) => {
  const id = requiredPathId(request, 'endpoint_id', 'webhook_endpoint_not_found');
  return ok(presentEndpoint(await updateEndpoint(id, readEndpointUpdate(jsonBody(request, 'strict')), services)));
});
