import { Refusal } from '../domain/refusal.ts';
import type { ReceiverAnswer } from '../domain/webhook-delivery.ts';
import { validSecrets, type WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';
import type { Receivers } from '../webhooks/receivers.ts';

type TestEndpointServices = Readonly<{ receivers: Receivers; io: Pick<Io, 'now' | 'newId'> }>;

export type Tested = Readonly<{ eventId: string; answer: ReceiverAnswer }>;

/** Sends a signed event that says nothing, once, to an endpoint that was read a moment ago. */
export async function testEndpoint(
  endpoint: WebhookEndpoint,
  { receivers, io }: TestEndpointServices,
): Promise<Tested> {
  if (endpoint.state.status === 'disabled') {
    throw new Refusal('webhook_endpoint_disabled', 'the endpoint is disabled, so nothing is sent to it');
  }
  const now = io.now();
  const eventId = `test:${io.newId()}`;
  const timestamp = new Date(now).toISOString();
  const body = JSON.stringify({ type: 'webhook.test', timestamp, data: { event_id: eventId } });
  const answer = await receivers.send(endpoint.url, { id: eventId, body }, validSecrets(endpoint, now));
  return { eventId, answer };
}
