import { find, pathOf, withQuery } from './api.ts';
import type { DeliveriesJson, DeliveryJson } from './api-types.ts';

const maxPages = 5;

/** The delivery of an event to an endpoint. Deliveries are listed by the time of their event, newest first. */
export async function findDelivery(
  endpointId: string,
  event: Readonly<{ id: string; at: string }>,
  signal?: AbortSignal,
): Promise<DeliveryJson | undefined> {
  // A second later, because some events are dated to the second.
  const until = new Date(Date.parse(event.at) + 1_000).toISOString();
  let cursor: string | null = null;
  for (let page = 0; page < maxPages; page++) {
    const query: Record<string, string> = { until, limit: '100', ...(cursor !== null && { cursor }) };
    const path = withQuery(pathOf('v1', 'webhook-endpoints', endpointId, 'deliveries'), query);
    const found: DeliveriesJson | undefined = await find<DeliveriesJson>(path, signal);
    const delivery = found?.deliveries.find(({ event_id }) => event_id === event.id);
    if (delivery) return delivery;
    const oldest = found?.deliveries.at(-1)?.event_at;
    cursor = found?.next_cursor ?? null;
    if (cursor === null || oldest === undefined || Date.parse(oldest) < Date.parse(event.at)) return undefined;
  }
  return undefined;
}
