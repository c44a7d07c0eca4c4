import { createEndpoint } from '../../src/commands/manage-endpoints.ts';
import { presentEndpointWithSecret, readEndpoint } from '../../src/contracts/webhook-endpoints.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { locationFrom } from '../../src/http/location.ts';
import { created } from '../../src/http/responses.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';

export const handler = endpoint({ endpoints }, async (request, services) => {
  const made = await createEndpoint(readEndpoint(jsonBody(request, 'strict')), services);
  return created(presentEndpointWithSecret(made), locationFrom(request, `v1/webhook-endpoints/${made.id}`));
});
