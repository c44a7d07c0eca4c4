import { requireDeliveryTarget } from '../../src/commands/manage-endpoints.ts';
import { presentDeliveries, readDeliveryQuery } from '../../src/contracts/webhook-deliveries.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { webhookDeliveries as deliveries, positionOf } from '../../src/store/webhook-deliveries.ts';
import { webhookEndpoints as endpoints } from '../../src/store/webhook-endpoints.ts';

export const handler = endpoint({ endpoints, deliveries }, async (request, { endpoints, deliveries }) => {
  const query = readDeliveryQuery(request.query);
  const id = requiredPathId(request, 'endpoint_id', 'webhook_endpoint_not_found');
  await requireDeliveryTarget(endpoints, id);
  const found = await deliveries.list(id, { ...query, limit: query.limit + 1 });
  const page = found.slice(0, query.limit);
  const last = found.length > query.limit ? page.at(-1) : undefined;
  return compress(request, ok(presentDeliveries(page, last && positionOf(last))));
});
