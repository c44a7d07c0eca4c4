import { presentEndpoint } from '../../src/contracts/webhook-endpoints.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { ok } from '../../src/http/responses.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';

export const handler = endpoint({ endpoints }, async (_request, { endpoints }) =>
  ok({ webhook_endpoints: (await endpoints.all()).map(presentEndpoint) }),
);
